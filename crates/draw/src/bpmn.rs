//! A flow as BPMN 2.0: a collaboration with diagram interchange, for people whose tools speak that.
//!
//! Each system is a pool with a process of its own, each step a task, each handoff a message flow from the event that
//! sends the document to the event that begins the step there. Where conditions decide whether or which way a document
//! goes, an exclusive gateway stands before it. Everything has its place from the house's own layout.

mod build;
mod choice;
mod collaboration;
mod place;
mod write;

use seamless_flow::Flow;

use crate::options::{Lanes, Options};
use crate::steps;

/// Draws a flow as a BPMN 2.0 document. Of the options, the team counts; a pool is always a system.
pub fn bpmn(flow: &Flow, options: &Options) -> String {
    let options = Options { lanes: Lanes::System, team: options.team.clone(), ..Options::default() };
    let graph = steps::graph(flow, &options);
    let collaboration = build::collaboration(flow, &graph);
    let diagram = place::diagram(flow, &graph, &collaboration);
    write::document(flow, &collaboration, &diagram)
}
