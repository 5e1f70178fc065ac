//! The brand that is measured: Northwind, with its systems played by twins.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use seamless_connect::Credentials;
use seamless_flow::Flow;
use seamless_model::SystemId;
use seamless_server::sandbox::{Running, Sandbox, SandboxConfig};

use crate::demo::files;
use crate::output::Failed;

/// Northwind's map.
pub const NORTHWIND: &str = include_str!("../../../../examples/northwind/flow.yaml");

/// Northwind's map with a backstop that asks all the time: what a kill loses is back in seconds, as in the demonstration.
pub fn impatient() -> String {
    NORTHWIND.replace("every 15m over 48h", "every 5s over 48h").replace("via: poll 5m", "via: poll 2s")
}

/// Writes a map with Northwind's profiles and mappings into a folder. Gives the map's file.
pub fn write(map: &str, folder: &Path) -> Result<std::path::PathBuf, Failed> {
    for (name, text) in files::FILES {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        std::fs::write(path, text)?;
    }
    let path = folder.join("flow.yaml");
    std::fs::write(&path, map)?;
    Ok(path)
}

/// Starts twins of all systems. The flow that comes back leads to them.
pub async fn open(map: &str, config: SandboxConfig) -> Result<(Flow, Sandbox), Failed> {
    let mut flow = files::read(map)?;
    let sandbox = Sandbox::start(Arc::new(flow.clone()), config)
        .await
        .map_err(|error| Failed::Said(error.to_string()))?;
    for running in &sandbox.systems {
        if let Some(system) = flow.systems.get_mut(&running.system) {
            system.url = Some(running.url.clone());
        }
    }
    Ok((flow, sandbox))
}

/// What the twins are spoken to with.
pub fn credentials(systems: &[Running]) -> BTreeMap<SystemId, Credentials> {
    let of = |running: &Running| Credentials {
        secrets: vec![running.secret.clone()],
        token: Some(running.token.clone()),
        ..Credentials::default()
    };
    systems.iter().map(|running| (running.system.clone(), of(running))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_impatient_map_is_one_and_asks_often() {
        let map = impatient();
        assert_eq!(map.matches("every 5s over 48h").count(), 4);
        let flow = files::read(&map).map_err(|_| "unusable").expect("a map");
        assert!(flow.handoffs.values().filter(|it| it.is_ours()).all(|it| it.backstop.is_some()));
    }
}
