//! The profiles that the house brings.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::load_profile;
use crate::Profile;

/// A profile that the house brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltIn {
    /// The word that names it as a system's or a carrier's `kind`.
    pub kind: &'static str,
    /// Whether it is of a carrier; of a system otherwise.
    pub is_carrier: bool,
    /// Its text (YAML), as it stands in `profiles/`.
    pub text: &'static str,
}

const fn system(kind: &'static str, text: &'static str) -> BuiltIn {
    BuiltIn { kind, is_carrier: false, text }
}

/// All of them, systems first.
static ALL: &[BuiltIn] = &[
    system("acumatica", include_str!("../../../../profiles/acumatica.yaml")),
    system("business_central", include_str!("../../../../profiles/business_central.yaml")),
    system("csv_3pl", include_str!("../../../../profiles/csv_3pl.yaml")),
    system("erpnext", include_str!("../../../../profiles/erpnext.yaml")),
    system("extensiv", include_str!("../../../../profiles/extensiv.yaml")),
    system("netsuite", include_str!("../../../../profiles/netsuite.yaml")),
    system("odoo", include_str!("../../../../profiles/odoo.yaml")),
    system("shipbob", include_str!("../../../../profiles/shipbob.yaml")),
    system("shiphero", include_str!("../../../../profiles/shiphero.yaml")),
    system("shipstation", include_str!("../../../../profiles/shipstation.yaml")),
    system("shopify", include_str!("../../../../profiles/shopify.yaml")),
    system("tryton", include_str!("../../../../profiles/tryton.yaml")),
    system("x12_3pl", include_str!("../../../../profiles/x12_3pl.yaml")),
];

/// The profiles that the house brings, systems first, then carriers.
pub fn builtin_profiles() -> &'static [BuiltIn] {
    ALL
}

/// The words that name a carrier of which the house brings a profile.
pub(crate) fn carriers() -> Vec<&'static str> {
    ALL.iter().filter(|it| it.is_carrier).map(|it| it.kind).collect()
}

/// The profile that the house brings for a kind of system or carrier, for example `shopify`.
pub fn builtin_profile(kind: &str) -> Option<Profile> {
    static READ: LazyLock<HashMap<&'static str, Profile>> = LazyLock::new(|| {
        let read = |it: &BuiltIn| {
            let file = format!("{}.yaml", it.kind);
            Some((it.kind, load_profile(&file, &mut |_| Ok(it.text.as_bytes().to_vec())).value?))
        };
        ALL.iter().filter_map(read).collect()
    });
    READ.get(kind).cloned()
}
