//! What a caller may ask of a picture beside the flow itself.

use std::collections::{BTreeMap, BTreeSet};

use seamless_model::HandoffId;

/// How a picture is drawn.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What is so now.
    pub overlay: Overlay,
    /// For a page: no background, no title, no style of its own but class names and custom properties that the page
    /// may set. Otherwise a whole file, with its own light and dark colours.
    pub embed: bool,
    /// Address of a handoff, with `{id}` where its name goes, for example `/flow/handoffs/{id}`.
    pub handoff_link: Option<String>,
    /// Address of a system, with `{id}` where its name goes.
    pub system_link: Option<String>,
    /// What stands before every `id` attribute, for pages with more than one picture.
    pub id_prefix: String,
}

/// Live data over a picture. The lanes, boxes and arrows stay where they are whatever it says.
#[derive(Debug, Clone, Default)]
pub struct Overlay {
    /// What is so on each handoff. If any is given, room for it is kept on all.
    pub live: BTreeMap<HandoffId, Live>,
    /// The handoffs to light, the others dimmed: an order's own path. Nothing is dimmed where this is absent.
    pub path: Option<BTreeSet<HandoffId>>,
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
