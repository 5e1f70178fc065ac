//! The arguments.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::SignedDuration;

/// Order flow as code, for brands that sell on Shopify: draw it, check it, rehearse it, run it, watch it.
#[derive(Debug, Parser)]
#[command(name = "seamless", version, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Draw a flow map as swimlanes (SVG).
    Map(MapArguments),
    /// Find the breakpoints that a map already shows.
    Check(CheckArguments),
    /// Play the scenarios of a folder against twins of all its systems, with faults.
    Rehearse(RehearseArguments),
    /// Start twins of a map's systems on local ports.
    Sandbox(SandboxArguments),
    /// Run a flow: carry what is given to Seamless, watch the rest.
    Run(RunArguments),
    /// Show one order's timeline over all systems.
    Trace(TraceArguments),
    /// Watch a whole brand at work: twins, customers, faults, the engine and the dashboard.
    Demo(DemoArguments),
    /// Print the JSON Schema of the map, for editors.
    Schema(SchemaArguments),
    /// Explain a breakpoint: what it is, how it shows, how it is mended.
    Explain(ExplainArguments),
    /// Measure Seamless on this machine, beside what the machine can do at best.
    Bench(BenchArguments),
}

#[derive(Debug, Args)]
pub struct MapArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// Where to write the picture; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Exit with 1 also where something cannot be told from the map.
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct RehearseArguments {
    /// The folder with flow.yaml and scenarios/.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Decides everything that is left to chance. The same seed gives the same run to the byte.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only scenarios whose name or breakpoint contains this.
    #[arg(long, value_name = "TEXT")]
    pub only: Option<String>,
    /// Write the results as JUnit XML as well.
    #[arg(long, value_name = "FILE")]
    pub junit: Option<PathBuf>,
    /// How results are written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Switch off the protection from a breakpoint, to see its scenario fail.
    #[arg(long, value_name = "BREAKPOINT")]
    pub without: Option<String>,
}

#[derive(Debug, Args)]
pub struct SandboxArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// The port of the first twin; the others follow. Free ports are taken if left out.
    #[arg(long)]
    pub port: Option<u16>,
    /// Where the twins send their webhooks; `{system}` is replaced by the system's name. Nowhere if left out.
    #[arg(long, value_name = "URL")]
    pub webhooks: Option<String>,
    /// How many times faster than in life people work.
    #[arg(long, default_value_t = 1)]
    pub pace: u32,
    /// Decides identifiers, tokens and what is left to chance.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Stop after this long, for example `30s`; until ctrl-C if left out.
    #[arg(long = "for", value_name = "TIME", value_parser = span)]
    pub lasts: Option<SignedDuration>,
    /// Write the environment in which `seamless run` speaks with these twins instead of the real systems.
    #[arg(long, value_name = "FILE")]
    pub env: Option<PathBuf>,
    /// How the systems are listed.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// Where everything is kept; `.seamless/<flow>.db` beside the map if left out.
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// Where the dashboard and the webhooks answer.
    #[arg(long, default_value = "127.0.0.1:7070", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Allow an address that other machines reach. Put TLS in front of it.
    #[arg(long)]
    pub allow_remote: bool,
    /// The address under which systems reach this machine; with it, webhooks are subscribed where they can be.
    #[arg(long, value_name = "URL")]
    pub public_url: Option<String>,
}

#[derive(Debug, Args)]
pub struct TraceArguments {
    /// Any identifier of the order, in any system: `#1001`, an ERP number, a tracking number.
    #[arg(value_name = "KEY")]
    pub key: String,
    /// Where everything is kept; the only `.db` in `.seamless/` if left out.
    #[arg(long, value_name = "FILE")]
    pub store: Option<PathBuf>,
    /// How the timeline is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct DemoArguments {
    /// Run for this long without a terminal, print the tally, and exit with 1 if anything was lost or doubled.
    #[arg(long = "for", value_name = "TIME", value_parser = span)]
    pub lasts: Option<SignedDuration>,
    /// Repeats customers and faults.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Where the dashboard answers.
    #[arg(long, default_value = "127.0.0.1:7070", value_name = "ADDRESS")]
    pub listen: SocketAddr,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The flow map.
    Map,
    /// A profile.
    Profile,
    /// A scenario.
    Scenario,
}

#[derive(Debug, Args)]
pub struct SchemaArguments {
    /// Of which file.
    #[arg(value_enum, default_value_t = SchemaOf::Map)]
    pub of: SchemaOf,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// The breakpoint, for example `webhook-missed-order`; a list of all if left out.
    #[arg(value_name = "BREAKPOINT")]
    pub breakpoint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BenchOf {
    /// Durable acknowledged webhooks a second.
    Ingress,
    /// Orders a second, end to end through the twins.
    Flow,
    /// Order lifecycles a second in a rehearsal.
    Rehearse,
    /// Time and memory of a check on generated maps.
    Check,
    /// Memory of a flow that has nothing to do, and the size of the program.
    Idle,
    /// Orders lost and doubled over many kills of a busy flow.
    Kills,
    /// All of them, one after the other.
    All,
}

#[derive(Debug, Args)]
pub struct BenchArguments {
    /// What is measured.
    #[arg(value_enum, default_value_t = BenchOf::All)]
    pub of: BenchOf,
    /// For about how long each rate is measured.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u64).range(1..=60))]
    pub seconds: u64,
    /// How often the busy flow is killed.
    #[arg(long, default_value_t = 200)]
    pub kills: u32,
    /// Decides customers, twins and the moments of the kills.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

fn span(text: &str) -> Result<SignedDuration, String> {
    seamless_flow::parse_span(text)
        .map_err(|error| format!("{error}: write a whole number with its unit, such as `30s` or `5m`"))
}
