//! The demonstration's own files, built in.

use std::path::{Path, PathBuf};

use seamless_flow::{Flow, load, render};

use crate::output::{self, Failed};

macro_rules! northwind {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../examples/northwind/", $name)))),+]
    };
}

/// The profiles and mappings of Northwind, by the name under which its map speaks of them.
pub const FILES: &[(&str, &str)] = northwind![
    "profiles/oms.yaml",
    "profiles/erp.yaml",
    "profiles/wms.yaml",
    "profiles/acme.yaml",
    "profiles/shop.yaml",
    "mappings/erp-order-read.yaml",
    "mappings/erp-order-write.yaml",
    "mappings/erp-refund-read.yaml",
    "mappings/erp-refund-write.yaml",
    "mappings/oms-order-cancel.yaml",
    "mappings/oms-order-read.yaml",
    "mappings/oms-order-write.yaml",
    "mappings/oms-request-read.yaml",
    "mappings/pick.yaml",
    "mappings/wms-request-read.yaml",
    "mappings/wms-shipment-read.yaml",
];

/// The demonstration's flow.
pub fn flow() -> Result<Flow, Failed> {
    read(include_str!("flow.yaml"))
}

/// A flow with Northwind's profiles and mappings.
pub fn read(map: &str) -> Result<Flow, Failed> {
    let loaded = load("flow.yaml", &mut |file| {
        let found = FILES.iter().find(|(name, _)| *name == file).map(|(_, text)| *text);
        let text = if file == "flow.yaml" { Some(map) } else { found };
        text.map(|text| text.as_bytes().to_vec()).ok_or_else(|| format!("there is no file {file}"))
    });
    if loaded.value.is_none() {
        output::say(&render(&loaded.problems, &loaded.sources, output::colours()));
    }
    loaded.value.ok_or_else(|| Failed::Said("a map of our own cannot be used".to_owned()))
}

/// Where the demonstration's store is.
pub fn store() -> Result<PathBuf, Failed> {
    crate::store::beside(Path::new(""), "northwind-demo")
}

/// Empties the store: each demonstration begins anew.
pub fn empty(path: &Path) -> Result<(), Failed> {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}
