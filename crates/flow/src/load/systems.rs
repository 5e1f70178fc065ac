//! Teams, systems and carriers.

use indexmap::IndexMap;
use seamless_model::{CarrierId, SystemId, TeamId};

use super::builtin_profile;
use super::fields::Table;
use super::files::Files;
use super::map::Names;
use super::notes::{Mistake, Notes};
use super::profile::{merge, read_own_facts, read_profile};
use super::tables::kinds;
use super::thing::Fields;
use super::words::{holds_token, secret, url};
use crate::nearest::nearest;
use crate::tree::{Key, Node};
use crate::{Carrier, Kind, Profile, Role, SEAMLESS, Secret, System, Team};

/// Reads the teams.
pub(crate) fn read_teams(
    all: &[(Key, Node)],
    table: &'static Table,
    notes: &mut Notes,
) -> IndexMap<TeamId, Team> {
    let mut teams = IndexMap::new();
    for (key, node) in all {
        let fields = Fields::read(node, table, format!("team `{}`", key.text), &key.place, notes);
        let id = TeamId::from(key.text.as_str());
        let title = fields.text("title", notes).unwrap_or_else(|| key.text.clone());
        let reach = fields.text("reach", notes);
        teams.insert(id.clone(), Team { id, title, reach, place: key.place.clone() });
    }
    teams
}

/// Reads the carriers.
pub(crate) fn read_carriers(
    all: &[(Key, Node)],
    table: &'static Table,
    names: &Names<'_>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> IndexMap<CarrierId, Carrier> {
    let mut carriers = IndexMap::new();
    for (key, node) in all {
        if key.text == SEAMLESS {
            let help = "take it away: Seamless carries every handoff that has no `by`";
            notes.error(&key.place, "`seamless` is the house itself, not a carrier of yours", "taken", help);
        }
        let fields = Fields::read(node, table, format!("carrier `{}`", key.text), &key.place, notes);
        let id = CarrierId::from(key.text.as_str());
        let title = fields.text("title", notes).unwrap_or_else(|| key.text.clone());
        let team = names.team(&fields, "team", notes);
        let kind = fields.scalar("kind", notes);
        // Its facts are those of our own code, and would vouch for somebody else's.
        if let Some((SEAMLESS, node)) = kind {
            let help = "take the carrier away, and `by` where it is named: Seamless carries every handoff that has no `by`";
            notes.error(
                &node.place,
                "`seamless` is no kind of carrier: it is the house itself",
                "taken",
                help,
            );
        }
        let kind = kind.map(|(kind, _)| kind).filter(|it| *it != SEAMLESS);
        let profile = profile_of(&fields, kind, files, notes);
        carriers.insert(id.clone(), Carrier { id, title, team, profile, place: key.place.clone() });
    }
    carriers
}

/// Reads the systems.
pub(crate) fn read_systems(
    all: &[(Key, Node)],
    table: &'static Table,
    names: &Names<'_>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> IndexMap<SystemId, System> {
    let mut systems = IndexMap::new();
    for (key, node) in all {
        let fields = Fields::read(node, table, format!("system `{}`", key.text), &key.place, notes);
        if let Some(system) = read_system(key, &fields, names, files, notes) {
            systems.insert(system.id.clone(), system);
        }
    }
    systems
}

fn read_system(
    key: &Key,
    fields: &Fields<'_>,
    names: &Names<'_>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> Option<System> {
    let roles: Vec<_> = Role::ALL.iter().map(|it| (it.word(), *it)).collect();
    let kind = read_kind(fields, notes);
    let role = fields.word("role", notes, &roles);
    let team = names.team(fields, "team", notes);
    let title = fields.text("title", notes).unwrap_or_else(|| key.text.clone());
    let profile = profile_of(fields, kind.as_ref().map(Kind::word), files, notes);
    let url = read_url(fields, files, notes);
    let shop = fields.parse("shop", notes, shop);
    let plan = fields.text("plan", notes);
    let secrets =
        ["secret", "token", "client_id", "client_secret"].map(|it| read_secret(fields, it, files, notes));
    let [secret, token, client_id, client_secret] = secrets;
    Some(System {
        id: SystemId::from(key.text.as_str()),
        title,
        kind: kind?,
        role: role?,
        team: team?,
        profile,
        url,
        shop,
        plan,
        secret,
        token,
        client_id,
        client_secret,
        place: key.place.clone(),
    })
}

fn read_kind(fields: &Fields<'_>, notes: &mut Notes) -> Option<Kind> {
    let (text, node) = fields.scalar("kind", notes)?;
    Some(match text {
        "shopify" => Kind::Shopify,
        "http" => Kind::Http,
        other => {
            let known = kinds();
            let meant = nearest(other, known.iter().copied()).filter(|_| !known.contains(&other));
            if let Some(meant) = meant {
                let message = format!("`{other}` is not a kind of system that is known");
                notes.warning(&node.place, message, "not known", format!("did you mean `{meant}`?"));
            }
            Kind::Other(other.to_owned())
        }
    })
}

/// What is known of a system or carrier: its kind's own profile, the file over it, the map's own facts over both.
fn profile_of(
    fields: &Fields<'_>,
    kind: Option<&str>,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> Profile {
    let own = kind.and_then(builtin_profile).unwrap_or_default();
    let named = fields.scalar("profile", notes);
    let mut profile = match named.and_then(|(path, node)| files.named(path, &node.place, notes)) {
        Some(tree) => merge(own, read_profile(&tree, files, notes)),
        None => own,
    };
    profile.facts.extend(read_own_facts(fields, notes));
    profile
}

fn read_secret(
    fields: &Fields<'_>,
    name: &str,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> Option<Secret> {
    let (text, node) = fields.scalar(name, notes)?;
    secret(text)
        .map_err(|mistake| {
            // What may be a real secret is shown nowhere, not even in its own error.
            if !text.starts_with("${") {
                files.mask(&node.place);
            }
            // A token of Shopify's was found already, wherever it stands.
            if !holds_token(text) {
                notes.mistake(&node.place, mistake);
            }
        })
        .ok()
}

fn read_url(fields: &Fields<'_>, files: &mut Files<'_, '_>, notes: &mut Notes) -> Option<String> {
    if let Some(node) = fields.get("url").filter(|it| it.scalar().is_some_and(|text| text.contains('@'))) {
        // Between scheme and `@` may stand a password.
        files.mask(&node.place);
    }
    fields.parse("url", notes, url)
}

fn shop(text: &str) -> Result<String, Mistake> {
    let good = text.contains('.') && text.chars().all(|it| it.is_ascii_alphanumeric() || "-.:".contains(it));
    if good {
        return Ok(text.to_owned());
    }
    Err(Mistake::new(
        "this is not the domain of a shop",
        "not a domain",
        "write the domain alone, such as `northwind.myshopify.com`",
    ))
}
