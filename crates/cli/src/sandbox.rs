//! `seamless sandbox`.

use std::process::ExitCode;
use std::sync::Arc;

use jiff::SignedDuration;
use seamless_flow::{Flow, Kind, Secret, SecretSource, System};
use seamless_server::sandbox::{Running, Sandbox, SandboxConfig};
use serde_json::json;

use crate::args::{Format, SandboxArguments};
use crate::files::{read_map, runnable};
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
        std::fs::write(path, environment(&flow, &sandbox.systems))
            .map_err(|error| Failed::Said(format!("{} cannot be written: {error}", path.display())))?;
        output::say(&format!(
            "Wrote {}: `set -a; . {0}; seamless run {}` runs the map against these twins.",
            path.display(),
            arguments.flow.display()
        ));
    }
    output::data(&match arguments.format {
        Format::Text => text(&flow, &sandbox.systems),
        Format::Json => json(&sandbox.systems),
    })?;
    output::say("The twins run until ctrl-C.");
    until_told(arguments.lasts).await;
    sandbox.stop();
    Ok(ExitCode::SUCCESS)
}

fn text(flow: &Flow, systems: &[Running]) -> String {
    let mut lines = Vec::new();
    for running in systems {
        let system = flow.system(&running.system);
        lines.push(format!("{} ({}, {})", running.title, running.system, system.role.word()));
        lines.push(format!("  url     {}", running.url));
        lines.push(format!("  token   {}", running.token));
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

fn json(systems: &[Running]) -> String {
    let systems: Vec<_> = systems
        .iter()
        .map(|it| json!({"system": it.system, "url": it.url, "token": it.token, "secret": it.secret}))
        .collect();
    json!({ "systems": systems }).to_string()
}

/// The environment in which `seamless run` speaks with the twins instead of the real systems.
fn environment(flow: &Flow, systems: &[Running]) -> String {
    let mut lines = Vec::new();
    for running in systems {
        let system = flow.system(&running.system);
        lines.push(format!("{}={}", url_variable(&running.system), running.url));
        for (secret, value) in [(&system.token, &running.token), (&system.secret, &running.secret)] {
            if let Some(Secret(SecretSource::Environment(name))) = secret {
                lines.push(format!("{name}={value}"));
            }
        }
    }
    lines.push(String::new());
    lines.join("\n")
}
