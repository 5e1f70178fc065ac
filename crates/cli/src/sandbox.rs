//! `seamless sandbox`.

use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use seamless_flow::{Flow, Kind, Secret, SecretSource, System};
use seamless_model::SystemId;
use seamless_sandbox::shopify::ShopifyTwin;
use seamless_server::sandbox::{Running, Sandbox, SandboxConfig};
use serde_json::json;

use crate::args::{Format, SandboxArguments};
use crate::files::{read_map, runnable, write_whole};
use crate::output::{self, Failed};
use crate::run::{runtime, until_told, url_variable};

pub fn run(arguments: &SandboxArguments) -> Result<ExitCode, Failed> {
    let map = read_map(&arguments.flow)?;
    runnable(&map.flow)?;
    runtime()?.block_on(serve(arguments, map.flow))
}

async fn serve(arguments: &SandboxArguments, flow: Arc<Flow>) -> Result<ExitCode, Failed> {
    let sandbox = Sandbox::start(
        Arc::clone(&flow),
        SandboxConfig {
            seed: arguments.seed,
            pace: arguments.pace.max(1),
            vendor_poll: SignedDuration::from_secs(300 / i64::from(arguments.pace.clamp(1, 150))),
            first_port: arguments.port,
            webhooks: arguments.webhooks.clone(),
            swarm: None,
        },
    )
    .await
    .map_err(|error| Failed::Said(error.to_string()))?;
    if let Some(path) = &arguments.env {
        write_whole(path, environment(&flow, &sandbox.systems))?;
        output::say(&format!(
            "Wrote {}: `set -a; . {}; set +a; seamless run {}` runs the map against these twins.",
            path.display(),
            path.canonicalize().unwrap_or_else(|_| path.clone()).display(),
            arguments.flow.display()
        ));
    }
    output::data(&match arguments.format {
        Format::Text => text(&flow, &sandbox),
        Format::Json => json(&sandbox),
    })?;
    output::say("The twins run until ctrl-C.");
    until_told(arguments.lasts).await;
    sandbox.stop();
    Ok(ExitCode::SUCCESS)
}

fn text(flow: &Flow, sandbox: &Sandbox) -> String {
    let mut lines = Vec::new();
    for running in &sandbox.systems {
        let system = flow.system(&running.system);
        lines.push(format!("{} ({}, {})", running.title, running.system, system.role.word()));
        lines.push(format!("  url     {}", running.url));
        lines.push(format!("  token   {}", running.token));
        // With the secret, it asks for tokens of its own, as an app of the shop's does.
        lines.extend(client_id(sandbox, &running.system).map(|id| format!("  client  {id}")));
        lines.push(format!("  secret  {}", running.secret));
        lines.push(format!("  try     {}", curl(system, running)));
        lines.push(String::new());
    }
    lines.join("\n")
}

/// A call that works as it stands.
fn curl(system: &System, running: &Running) -> String {
    match system.kind {
        Kind::Shopify => format!(
            "curl -s {}/admin/api/2026-10/graphql.json -H 'X-Shopify-Access-Token: {}' -H 'Content-Type: application/json' \
             -d '{{\"query\":\"{{ orders(first: 3) {{ nodes {{ id name displayFinancialStatus }} }} }}\"}}'",
            running.url, running.token
        ),
        _ => {
            let documents = system.profile.api.as_ref().map(|api| &api.documents);
            let list = documents.and_then(|it| it.values().find_map(|api| api.list.as_ref()));
            let path =
                list.map(|endpoint| endpoint.path.split('?').next().unwrap_or_default()).unwrap_or("/");
            format!("curl -s {}{path} -H 'Authorization: Bearer {}'", running.url, running.token)
        }
    }
}

fn json(sandbox: &Sandbox) -> String {
    let told = |it: &Running| {
        let mut told = json!({"system": it.system, "url": it.url, "token": it.token, "secret": it.secret});
        if let Some(id) = client_id(sandbox, &it.system) {
            told["client_id"] = json!(id);
        }
        told
    };
    json!({ "systems": sandbox.systems.iter().map(told).collect::<Vec<_>>() }).to_string()
}

/// The client id of the app that a Shopify twin knows; its client secret is what webhooks are signed with.
fn client_id(sandbox: &Sandbox, system: &SystemId) -> Option<String> {
    let of = |twin: &mut dyn seamless_sandbox::Twin| {
        twin.as_any().downcast_ref::<ShopifyTwin>().map(|shop| shop.config().client_id.clone())
    };
    sandbox.with_twin(system, of).flatten()
}

/// The environment in which `seamless run` speaks with the twins instead of the real systems.
fn environment(flow: &Flow, systems: &[Running]) -> String {
    let lines = variables(flow, systems).into_iter().map(|(name, value)| format!("{name}={value}\n"));
    lines.collect()
}

/// The same, by name.
pub fn variables(flow: &Flow, systems: &[Running]) -> Vec<(String, String)> {
    let mut variables = Vec::new();
    for running in systems {
        let system = flow.system(&running.system);
        variables.push((url_variable(&running.system), running.url.clone()));
        for (secret, value) in [(&system.token, &running.token), (&system.secret, &running.secret)] {
            if let Some(Secret(SecretSource::Environment(name))) = secret {
                variables.push((name.clone(), value.clone()));
            }
        }
    }
    variables
}
