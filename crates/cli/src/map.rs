//! `seamless map`.

use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use seamless_breakpoints::{Checked, Holder, Spot, Verdict};
use seamless_draw::{Colours, Lanes, Marked, Mermaid, Options, bpmn, mermaid, page, svg};
use seamless_flow::{Flow, Handoff};

use crate::args::{LanesBy, MapArguments, PictureFormat as Format};
use crate::check::findings_of;
use crate::files::{Map, meant, read_map, read_map_noting, write_whole};
use crate::output::{self, Failed};
use crate::watch::watch;

/// How many px of a PNG stand for one of the picture: sharp on today's screens and slides.
const PNG_SCALE: f32 = 2.0;

pub fn run(arguments: &MapArguments) -> Result<ExitCode, Failed> {
    let format = format(arguments)?;
    match &arguments.output {
        None => {
            if format == Format::Png && std::io::stdout().is_terminal() {
                let why =
                    "a PNG cannot be shown in a terminal: name a file, as in `-o flow.png`, or pipe it on";
                return Err(Failed::Said(why.to_owned()));
            }
            let map = read_map(&arguments.flow)?;
            output::bytes(&draw(&map, arguments, format)?.picture)?;
        }
        Some(path) if arguments.watch => watched(arguments, format, path)?,
        Some(path) => {
            let map = read_map(&arguments.flow)?;
            spare(path, map.sources.iter().map(|it| PathBuf::from(&*it.file)))?;
            let drawn = draw(&map, arguments, format)?;
            write_whole(path, &drawn.picture)?;
            output::say(&drawn.told(path));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// How the picture is to be written: as said, else as the file's name ends.
fn format(arguments: &MapArguments) -> Result<Format, Failed> {
    let format = match (arguments.format, &arguments.output) {
        (Some(format), _) => format,
        (None, None) => Format::Svg,
        (None, Some(path)) => {
            let ending = path.extension().map(|it| it.to_string_lossy().to_lowercase());
            match ending.as_deref() {
                Some("svg") => Format::Svg,
                Some("png") => Format::Png,
                Some("mmd" | "mermaid" | "md" | "markdown") => Format::Mermaid,
                Some("bpmn") => Format::Bpmn,
                Some("html" | "htm") => Format::Html,
                _ => {
                    return Err(Failed::Said(format!(
                        "{} does not end in .svg, .png, .mmd, .md, .bpmn or .html: name it so, or say its --format",
                        path.display()
                    )));
                }
            }
        }
    };
    let is_text = matches!(format, Format::Mermaid | Format::MermaidSwimlane | Format::Bpmn);
    if arguments.findings && is_text {
        let why = "findings are marked on SVG, PNG and HTML: leave out --findings, or choose one of those";
        return Err(Failed::Said(why.to_owned()));
    }
    if arguments.lanes == LanesBy::Team && format == Format::Bpmn {
        let why = "in BPMN every system is a pool: leave out --lanes team, or choose another format";
        return Err(Failed::Said(why.to_owned()));
    }
    Ok(format)
}

/// A picture, and what is said about it.
struct Drawn {
    picture: Vec<u8>,
    what: String,
    found: Option<(usize, usize)>,
}

impl Drawn {
    fn told(&self, path: &Path) -> String {
        let found = match self.found {
            None => String::new(),
            Some((0, 0)) => " Nothing was found.".to_owned(),
            Some((at_risk, unknown)) => format!(" Marked {at_risk} at risk and {unknown} unknown."),
        };
        format!("Drew {} to {}.{found}", self.what, path.display())
    }
}

fn draw(map: &Map, arguments: &MapArguments, format: Format) -> Result<Drawn, Failed> {
    let flow = &*map.flow;
    let mut options = Options {
        lanes: match arguments.lanes {
            LanesBy::System => Lanes::System,
            LanesBy::Team => Lanes::Team,
        },
        ..Options::default()
    };
    if let Some(team) = &arguments.team {
        options.team = Some(team_of(flow, team)?);
    }
    let checked = if arguments.findings { findings_of(map) } else { Vec::new() };
    // The worst stands last, so that its severity is the one that is kept.
    let mut open: Vec<&Checked> = checked.iter().filter(|it| it.allowed.is_none()).collect();
    open.sort_by_key(|it| it.finding.severity);
    let found = open.iter().fold((0, 0), |(risks, unknown), it| match it.is_at_risk() {
        true => (risks + 1, unknown),
        false => (risks, unknown + 1),
    });
    for it in open {
        for at in marked_at(flow, it) {
            mark(options.overlay.findings.entry(at.to_owned()).or_default(), it);
        }
    }
    let picture = match format {
        Format::Svg => svg(flow, &options).into_bytes(),
        Format::Png => {
            let picture = svg(flow, &Options { colours: Colours::Light, ..options });
            seamless_report::png(&picture, PNG_SCALE).map_err(|error| Failed::Said(error.to_string()))?
        }
        Format::Mermaid => fenced(arguments, mermaid(flow, &options, Mermaid::Flowchart)),
        Format::MermaidSwimlane => fenced(arguments, mermaid(flow, &options, Mermaid::Swimlane)),
        Format::Bpmn => bpmn(flow, &options).into_bytes(),
        Format::Html => {
            let findings: Vec<page::Finding> = checked.iter().map(told).collect();
            page::page(flow, &options, arguments.findings.then_some(&*findings)).into_bytes()
        }
    };
    let (systems, handoffs) = (flow.systems.len(), flow.handoffs.len());
    let what = format!(
        "{} with {systems} system{} and {handoffs} handoff{}",
        flow.title,
        if systems == 1 { "" } else { "s" },
        if handoffs == 1 { "" } else { "s" }
    );
    Ok(Drawn { picture, what, found: arguments.findings.then_some(found) })
}

/// Mermaid in Markdown stands in a fence.
fn fenced(arguments: &MapArguments, text: String) -> Vec<u8> {
    let ending = arguments.output.as_ref().and_then(|it| it.extension()).map(|it| it.to_ascii_lowercase());
    let is_markdown = ending.is_some_and(|it| it == "md" || it == "markdown");
    if is_markdown { format!("```mermaid\n{text}```\n").into_bytes() } else { text.into_bytes() }
}

fn team_of(flow: &Flow, name: &str) -> Result<seamless_model::TeamId, Failed> {
    if let Some(team) = flow.teams.values().find(|it| it.id == name) {
        return Ok(team.id.clone());
    }
    let known: Vec<&str> = flow.teams.keys().map(|it| it.as_str()).collect();
    let help = meant(name, known.iter().copied(), || format!("the map's teams are {}", known.join(", ")));
    Err(Failed::Said(format!("there is no team `{name}`: {help}")))
}

/// Where a finding is marked: where it stands; and a question about who carries there, or about a system at its end,
/// at each handoff of the same sort that waits for the same answer. It is asked only once.
fn marked_at<'f>(flow: &'f Flow, it: &'f Checked) -> Vec<&'f str> {
    let mut all = vec![it.finding.spot.name()];
    let (Spot::Handoff(id), Verdict::Unknown { fact, .. }) = (&it.finding.spot, &it.finding.verdict) else {
        return all;
    };
    let Some(asked) = flow.handoffs.get(id) else { return all };
    let is_alike = |other: &&Handoff| {
        let alike = other.carry == asked.carry && other.by == asked.by && other.id != asked.id;
        alike
            && match &fact.holder {
                Holder::Carrier(carrier) => other.by == *carrier,
                Holder::System(system) if asked.from == *system => other.from == *system,
                Holder::System(system) => asked.to == *system && other.to == *system,
                _ => false,
            }
    };
    all.extend(flow.handoffs.values().filter(is_alike).map(|it| it.id.as_str()));
    all
}

/// Counts a finding where it stands.
fn mark(marked: &mut Marked, it: &Checked) {
    match it.finding.verdict {
        Verdict::AtRisk { .. } => {
            marked.at_risk += 1;
            marked.severity = it.finding.severity.word().to_owned();
        }
        Verdict::Unknown { .. } => marked.unknown += 1,
    }
}

/// A finding in the page's words.
fn told(it: &Checked) -> page::Finding {
    let finding = &it.finding;
    let (verdict, because) = match &finding.verdict {
        Verdict::AtRisk { witness } => (page::Verdict::AtRisk, witness),
        Verdict::Unknown { question, .. } => (page::Verdict::Unknown, question),
    };
    page::Finding {
        at: finding.spot.name().to_owned(),
        breakpoint: finding.breakpoint.to_string(),
        verdict,
        severity: finding.severity.word().to_owned(),
        message: finding.message.clone(),
        because: because.clone(),
        fix: finding.fix.clone(),
        allowed: it.allowed.clone(),
    }
}

/// Draws again whenever something changes. What is wrong is said, and the last picture stays.
fn watched(arguments: &MapArguments, format: Format, path: &Path) -> Result<(), Failed> {
    let asked = RefCell::new(vec![arguments.flow.clone()]);
    let mut last: Option<Vec<u8>> = None;
    let each = || {
        let mut files = Vec::new();
        let drawn =
            read_map_noting(&arguments.flow, &mut files).and_then(|map| draw(&map, arguments, format));
        let written = spare(path, files.iter().cloned()).and(drawn).and_then(|drawn| {
            if last.as_ref() == Some(&drawn.picture) {
                return Ok("Read again: the picture is the same.".to_owned());
            }
            write_whole(path, &drawn.picture)?;
            let told = drawn.told(path);
            last = Some(drawn.picture);
            Ok(told)
        });
        match written {
            Ok(told) => output::say(&told),
            Err(Failed::Said(why)) => {
                output::error(&why);
                let rest = if last.is_some() { "keeps the last picture" } else { "is not drawn yet" };
                output::say(&format!("{} {rest}; it is drawn as soon as this is mended.", path.display()));
            }
            Err(Failed::Pipe) => {}
        }
        let count = files.iter().collect::<std::collections::BTreeSet<_>>().len();
        let files_word = if count == 1 { "file" } else { "files" };
        output::say(&format!("Watching {count} {files_word}; ctrl-C ends it."));
        *asked.borrow_mut() = files;
    };
    watch(|| asked.borrow().clone(), each)
}

/// Refuses to draw over what is drawn.
fn spare(path: &Path, mut sources: impl Iterator<Item = PathBuf>) -> Result<(), Failed> {
    let Ok(target) = path.canonicalize() else { return Ok(()) };
    match sources.find(|it| it.canonicalize().is_ok_and(|it| it == target)) {
        Some(_) => Err(Failed::Said(format!(
            "{} is a file of the map itself: give the picture another name",
            path.display()
        ))),
        None => Ok(()),
    }
}
