//! A flow as swimlanes: layout, then pictures.
//!
//! [`svg`] is the whole of it: a flow in, a picture out. On the way there, [`steps::graph`] says what is to be drawn,
//! [`layout::layout`] where it stands, and only then is it written as SVG. Each of the three is a plain value.

pub mod bands;
mod bpmn;
pub mod graph;
mod keys;
mod label;
pub mod layout;
mod mermaid;
mod options;
pub mod page;
pub mod sample;
pub mod steps;
mod style;
mod svg;
pub mod text;

pub use bpmn::bpmn;
pub use mermaid::{Mermaid, mermaid};
pub use options::{Colours, Counts, Lanes, Live, Marked, Options, Overlay, State, Tone, Wrap};
pub use svg::{Picture, svg};
