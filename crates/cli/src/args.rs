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
    /// Begin a flow map: answer four questions, or take a template.
    Init(InitArguments),
    /// Draw a flow map as swimlanes: SVG, PNG, Mermaid, BPMN or a page.
    Map(MapArguments),
    /// Draft a map from what exists: extracts of systems, or an object-centric log.
    Discover(DiscoverArguments),
    /// Find the breakpoints that a map already shows.
    Check(CheckArguments),
    /// Write the questions to put to a vendor, and take the answers back.
    Questions(QuestionsArguments),
    /// Tell the difference of two maps as operations people read it.
    Plan(PlanArguments),
    /// Write the handbook of a team, or of all: its part of the flow, what can go wrong, what to do.
    Handbook(HandbookArguments),
    /// List the profiles that Seamless brings, or show one with its facts and their sources.
    Profiles(ProfilesArguments),
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

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PictureFormat {
    /// For a browser, a document, a repository.
    Svg,
    /// For slides and chats.
    Png,
    /// A Mermaid flowchart, which GitHub and GitLab draw; with FILE.md inside a fence.
    Mermaid,
    /// Mermaid's own swimlanes, from its version 11.16 on.
    MermaidSwimlane,
    /// BPMN 2.0 with diagram interchange.
    Bpmn,
    /// A page of its own, with paths, a search and every handoff's contract.
    Html,
}

/// What a lane of the picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LanesBy {
    /// A system.
    System,
    /// A team.
    Team,
}

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder in which flow.yaml is to stand.
    #[arg(value_name = "DIR", default_value = ".")]
    pub folder: PathBuf,
    /// Take a template instead of asking; `--template list` lists them.
    #[arg(long, value_name = "NAME")]
    pub template: Option<String>,
    /// Take the answers from a file (YAML) instead of asking.
    #[arg(long, value_name = "FILE", conflicts_with = "template")]
    pub answers: Option<PathBuf>,
    /// Write the answers beside the map as answers.yaml, to change and take again.
    #[arg(long)]
    pub save_answers: bool,
    /// Replace a map that is there.
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct MapArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// Where to write the picture; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How it is written; as FILE ends (.svg .png .mmd .md .bpmn .html) if left out, else SVG.
    #[arg(long, value_enum)]
    pub format: Option<PictureFormat>,
    /// What a lane is.
    #[arg(long, value_enum, default_value_t = LanesBy::System)]
    pub lanes: LanesBy,
    /// Only this team's part of the flow.
    #[arg(long, value_name = "TEAM")]
    pub team: Option<String>,
    /// Check the map as well, and mark what is found.
    #[arg(long)]
    pub findings: bool,
    /// Draw again whenever the map or a file that it names changes, until ctrl-C.
    #[arg(long, requires = "output")]
    pub watch: bool,
    #[command(flatten)]
    pub held: ConformanceArguments,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FindingsFormat {
    /// For people.
    Text,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// How findings are written.
    #[arg(long, value_enum, default_value_t = FindingsFormat::Text)]
    pub format: FindingsFormat,
    /// Exit with 1 also where something cannot be told from the map.
    #[arg(long)]
    pub strict: bool,
    /// Show every unknown whole, also where there are many.
    #[arg(long)]
    pub all: bool,
    /// Mend in the map what can be mended safely, keeping its comments, and check again.
    #[arg(long)]
    pub fix: bool,
    /// With --fix: show what would be changed, and change nothing.
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// Check again whenever the map or a file that it names is edited, until ctrl-C.
    #[arg(long, conflicts_with = "fix")]
    pub watch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SheetFormat {
    /// Markdown.
    Md,
    /// A page that prints well.
    Html,
    /// A table to fill in, which --answers reads.
    Csv,
}

#[derive(Debug, Args)]
pub struct QuestionsArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// Only the questions to the vendor of this carrier.
    #[arg(long, value_name = "NAME")]
    pub carrier: Option<String>,
    /// Only the questions to the vendor of this system; what is set up in it, its team is asked.
    #[arg(long, value_name = "NAME", conflicts_with = "carrier")]
    pub system: Option<String>,
    /// Only the questions to the brand itself, its teams among them.
    #[arg(long, conflicts_with_all = ["carrier", "system"])]
    pub brand: bool,
    /// How they are written; by the ending of the output file, else Markdown.
    #[arg(long, value_enum)]
    pub format: Option<SheetFormat>,
    /// Where to write them; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Take answers back: a filled-in CSV questionnaire. They go into the profiles, or into the map.
    #[arg(long, value_name = "FILE.CSV", conflicts_with_all = ["format", "output", "carrier", "system", "brand"])]
    pub answers: Option<PathBuf>,
    /// Who answered, for rows that name no source, for example `"Acme, mail of 2026-11-20"`.
    #[arg(long, value_name = "TEXT", requires = "answers")]
    pub source: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlanFormat {
    /// For people.
    Text,
    /// Markdown, for a pull request.
    Md,
    /// For programs.
    Json,
}

#[derive(Debug, Args)]
pub struct PlanArguments {
    /// The map as it is.
    #[arg(value_name = "OLD.YAML")]
    pub old: PathBuf,
    /// The map as it is to be.
    #[arg(value_name = "NEW.YAML")]
    pub new: PathBuf,
    /// Exit with 1 where anything changes.
    #[arg(long)]
    pub exit_code: bool,
    /// How the plan is written.
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub format: PlanFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BookFormat {
    /// Markdown.
    Md,
    /// A page of its own.
    Html,
}

#[derive(Debug, Args)]
pub struct HandbookArguments {
    /// The flow map.
    #[arg(value_name = "FLOW.YAML")]
    pub flow: PathBuf,
    /// Only this team's; one after the other if left out.
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// How it is written; by the ending of the output file, else Markdown.
    #[arg(long, value_enum)]
    pub format: Option<BookFormat>,
    /// Where to write it; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ProfilesArguments {
    /// The profile to show, for example `netsuite`; all are listed if left out.
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// How it is written.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
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
    /// Time and crossings of a large picture, beside Graphviz.
    Draw,
    /// Memory of a flow that has nothing to do, and the size of the program.
    Idle,
    /// Orders lost and doubled over many kills of a busy flow.
    Kills,
    /// Discovery and conformance on a generated log with sown deviations.
    Mining,
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
    /// How many orders the generated log of `mining` has.
    #[arg(long, default_value_t = 100_000, value_parser = clap::value_parser!(u64).range(100..=10_000_000))]
    pub orders: u64,
    /// Only write the generated log of `mining` and the truth about it into DIR.
    #[arg(long, value_name = "DIR")]
    pub write: Option<PathBuf>,
    /// Decides customers, twins and the moments of the kills.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

/// How extracts and logs are read.
#[derive(Debug, Args)]
pub struct ReadingArguments {
    /// The time zone of times that are written without one: `America/New_York` for all extracts, and
    /// `SYSTEM=America/Chicago` for those of one system. May be given several times.
    #[arg(long, value_name = "ZONE")]
    pub zone: Vec<String>,
    /// 03/04/2026 is the third of April, where no row of the column decides it.
    #[arg(long, conflicts_with = "month_first")]
    pub day_first: bool,
    /// 03/04/2026 is the fourth of March, where no row of the column decides it.
    #[arg(long)]
    pub month_first: bool,
    /// The encoding of extracts, for example `windows-1252`; found by looking if left out.
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// Write all that could not be read to FILE, with its place and reason.
    #[arg(long, value_name = "FILE")]
    pub skipped: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct DiscoverArguments {
    /// One OCEL 2.0 log (JSON or SQLite), or extracts (CSV, JSONL, Shopify's exports), each as `SYSTEM=FILE` or
    /// `SYSTEM:DOCUMENT=FILE`, for example `shop=orders.csv erp:order=sales.csv`.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<String>,
    /// Where to write the map; stdout if left out.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the log's words mean. Read if FILE exists; else a draft of it is written there.
    #[arg(long = "as", value_name = "FILE")]
    pub meaning: Option<PathBuf>,
    /// Write what was read as OCEL 2.0 as well: FILE ends in .json or .sqlite.
    #[arg(long, value_name = "FILE")]
    pub ocel: Option<PathBuf>,
    /// Write the whole report as Markdown.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// Write the report to stdout, in this form, instead of the map. With --output it is text if left out.
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

/// A map held against a log.
#[derive(Debug, Args)]
#[command(next_help_heading = "Conformance")]
pub struct ConformanceArguments {
    /// Hold the map against a log, or against extracts given as `SYSTEM=FILE`, instead of drawing it.
    #[arg(long, value_name = "INPUT")]
    pub conformance: Vec<String>,
    /// What the log's words mean, as `seamless discover --as` drafts it.
    #[arg(long = "as", value_name = "FILE", requires = "conformance")]
    pub meaning: Option<PathBuf>,
    /// Tell what was found as JSON.
    #[arg(long, requires = "conformance")]
    pub json: bool,
    /// Write every deviation of every order as CSV.
    #[arg(long, value_name = "FILE", requires = "conformance")]
    pub orders: Option<PathBuf>,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

fn span(text: &str) -> Result<SignedDuration, String> {
    seamless_flow::parse_span(text)
        .map_err(|error| format!("{error}: write a whole number with its unit, such as `30s` or `5m`"))
}
