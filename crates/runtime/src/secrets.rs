//! Where secrets come from: the environment and mounted files, never the map.

use seamless_connect::Credentials;
use seamless_flow::{Flow, Secret, SecretSource, System};

/// Secrets that are not to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct SecretError(pub Vec<String>);

/// Resolves what every system of a map is spoken to with, and names all that is missing at once.
pub fn credentials(flow: &Flow) -> Result<Vec<(seamless_model::SystemId, Credentials)>, SecretError> {
    let mut missing = Vec::new();
    let found =
        flow.systems.values().map(|system| (system.id.clone(), resolve_all(system, &mut missing))).collect();
    if missing.is_empty() { Ok(found) } else { Err(SecretError(missing)) }
}

fn resolve_all(system: &System, missing: &mut Vec<String>) -> Credentials {
    let mut get = |field: &str, secret: &Option<Secret>| {
        secret.as_ref().and_then(|secret| match resolve(secret) {
            Ok(value) => Some(value),
            Err(why) => {
                missing.push(format!("`systems.{}.{field}`: {why}", system.id));
                None
            }
        })
    };
    Credentials {
        secrets: get("secret", &system.secret)
            .map(|text| {
                text.split(',').map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned).collect()
            })
            .unwrap_or_default(),
        token: get("token", &system.token),
        client_id: get("client_id", &system.client_id),
        client_secret: get("client_secret", &system.client_secret),
    }
}

/// Reads one secret. Several webhook secrets may stand in one, separated by commas, while one is being rotated.
fn resolve(secret: &Secret) -> Result<String, String> {
    match &secret.0 {
        SecretSource::Environment(name) => match std::env::var(name) {
            Ok(value) if !value.is_empty() => Ok(value),
            _ => Err(format!("the environment variable {name} is not set: export {name}=… before you start")),
        },
        SecretSource::File(path) => std::fs::read_to_string(path)
            .map(|text| text.trim_end_matches(['\n', '\r']).to_owned())
            .map_err(|error| format!("the file {path} cannot be read: {error}")),
    }
}
