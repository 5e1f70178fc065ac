//! What a caller may ask of a picture beside the flow itself.

use std::collections::{BTreeMap, BTreeSet};

use seamless_model::{HandoffId, TeamId};

/// How a picture is drawn.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What is so now.
    pub overlay: Overlay,
    /// What a lane is.
    pub lanes: Lanes,
    /// Only this team's part: its systems, the handoffs that touch them or that it owns, and at their other ends the
    /// systems of others, dimmed. The whole flow where this is absent.
    pub team: Option<TeamId>,
    /// What becomes of a picture that is wider than people read.
    pub wrap: Wrap,
    /// Where the colours come from.
    pub colours: Colours,
    /// For a page: no background, no title, no style of its own but class names and custom properties that the page
    /// may set. Otherwise a whole file, with its own light and dark colours.
    pub embed: bool,
    /// Address of a handoff, with `{id}` where its name goes, for example `/flow/handoffs/{id}`.
    pub handoff_link: Option<String>,
    /// Address of a system, with `{id}` where its name goes.
    pub system_link: Option<String>,
    /// Address of the findings at a handoff or system, with `{id}` where its name goes, for example `#findings-{id}`.
    pub finding_link: Option<String>,
    /// What stands before every `id` attribute, for pages with more than one picture.
    pub id_prefix: String,
}

/// What a lane of the picture is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lanes {
    /// A system; the systems of one team stand together.
    #[default]
    System,
    /// A team, in the map's order; each box names its system.
    Team,
}

/// What becomes of a picture that is wider than people read.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Wrap {
    /// It goes on in bands one under the other, as music does, each no wider than 2,400 px, cut where the fewest
    /// arrows run from one phase to the next.
    #[default]
    Long,
    /// It stays one band, however wide.
    Never,
    /// As [`Wrap::Long`], but no wider than so many px, as far as a band can be made so narrow.
    At(f64),
}

/// Where a picture's colours come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Colours {
    /// Custom properties: the page's, or in a file of its own both sets, by the reader's preference.
    #[default]
    Reader,
    /// The light ones, written out: for what knows neither custom properties nor preferences, as makers of PNG.
    Light,
    /// The dark ones, written out.
    Dark,
}

/// Live data over a picture. The lanes, boxes and arrows stay where they are whatever it says.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// What is so on each handoff. If any is given, room for it is kept on all.
    pub live: BTreeMap<HandoffId, Live>,
    /// The handoffs to light, the others dimmed: an order's own path. Nothing is dimmed where this is absent.
    pub path: Option<BTreeSet<HandoffId>>,
    /// What a check has found, by the name of a handoff or of a system. If anything is given, room for it is kept on
    /// all, so that counts move nothing.
    pub findings: BTreeMap<String, Marked>,
}

/// What a check has found at one place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marked {
    /// How many findings are at risk.
    pub at_risk: u32,
    /// How many are unknown.
    pub unknown: u32,
    /// The severity of the worst, in a word; empty where there is none.
    pub severity: String,
}

impl Marked {
    /// Whether anything was found.
    pub fn is_any(&self) -> bool {
        self.at_risk + self.unknown > 0
    }

    /// It in a sentence, for a tooltip.
    pub fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if self.at_risk > 0 {
            let severity =
                if self.severity.is_empty() { String::new() } else { format!(", worst {}", self.severity) };
            parts.push(format!("{} at risk{severity}", self.at_risk));
        }
        if self.unknown > 0 {
            parts.push(format!("{} unknown", self.unknown));
        }
        format!("Findings: {}.", if parts.is_empty() { "none".to_owned() } else { parts.join("; ") })
    }
}

/// What is so on one handoff.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Live {
    /// Its state in a word.
    pub state: Option<State>,
    /// How many documents.
    pub counts: Option<Counts>,
}

/// How many documents a handoff has done, has waiting and has late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Arrived.
    pub done: u64,
    /// Due and not yet late.
    pub waiting: u64,
    /// Past their deadline.
    pub late: u64,
}

/// A state, as on every page: a word, a shape and a colour, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// All is as it should be.
    OnTime,
    /// Something is due and not yet late.
    Due,
    /// Something is past its deadline.
    Late,
    /// Something never arrived.
    Missing,
    /// Something arrived twice.
    Duplicated,
    /// The systems do not agree.
    Differing,
    /// Something is held in sight.
    Held,
    /// It was broken and is mended.
    Mended,
}

impl State {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::OnTime,
        Self::Due,
        Self::Late,
        Self::Missing,
        Self::Duplicated,
        Self::Differing,
        Self::Held,
        Self::Mended,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnTime => "on time",
            Self::Due => "due",
            Self::Late => "late",
            Self::Missing => "missing",
            Self::Duplicated => "duplicated",
            Self::Differing => "differing",
            Self::Held => "held",
            Self::Mended => "mended",
        }
    }

    /// Which of the four colours it has.
    pub fn tone(self) -> Tone {
        match self {
            Self::OnTime | Self::Mended => Tone::Good,
            Self::Due => Tone::Soon,
            Self::Late | Self::Missing | Self::Duplicated | Self::Differing => Tone::Bad,
            Self::Held => Tone::Held,
        }
    }
}

/// The colours of states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tone {
    /// Green.
    Good,
    /// Amber.
    Soon,
    /// Red.
    Bad,
    /// Violet.
    Held,
}

impl Tone {
    /// Its class name in the picture.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Soon => "soon",
            Self::Bad => "bad",
            Self::Held => "held",
        }
    }
}
