//! Writing a collaboration and its diagram as BPMN 2.0 XML.

use seamless_flow::{Flow, System};
use seamless_model::HandoffId;

use super::collaboration::{Collaboration, Node, NodeKind, Taken};
use super::place::{Diagram, Way, message_words};
use crate::label::sentence;
use crate::layout::Rect;
use crate::svg::xml::{escape, px};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;

/// The language of the conditions: the Common Expression Language.
const LANGUAGE: &str = "https://cel.dev";

/// The whole document.
pub fn document(flow: &Flow, collaboration: &Collaboration, diagram: &Diagram) -> String {
    let mut writer = Writer { out: String::new(), flow, it: collaboration };
    let name = escape(&flow.name);
    writer.line(&format!(
        "{HEAD} id=\"Definitions\" name=\"{}\" targetNamespace=\"urn:seamless:flow:{name}\" exporter=\"Seamless\">",
        escape(&flow.title)
    ));
    writer.collaboration();
    for pool in 0..collaboration.pools.len() {
        writer.process(pool);
    }
    for message in &collaboration.messages {
        let id = escape(message.handoff.as_str());
        writer.line(&format!("  <bpmn:message id=\"Message_{id}\" name=\"{id}\" />"));
    }
    writer.diagram(diagram);
    writer.line("</bpmn:definitions>");
    writer.out
}

struct Writer<'a> {
    out: String,
    flow: &'a Flow,
    it: &'a Collaboration,
}

impl Writer<'_> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn collaboration(&mut self) {
        self.line("  <bpmn:collaboration id=\"Collaboration\">");
        for (at, id) in self.it.pools.iter().enumerate() {
            let system = self.flow.system(id);
            let (id, title) = (escape(id.as_str()), escape(&system.title));
            let process =
                if self.has_process(at) { format!(" processRef=\"Process_{id}\"") } else { String::new() };
            let about = self.about(system);
            self.line(&format!("    <bpmn:participant id=\"Pool_{id}\" name=\"{title}\"{process}>"));
            self.line(&format!("      <bpmn:documentation>{about}</bpmn:documentation>"));
            self.line("    </bpmn:participant>");
        }
        for message in &self.it.messages {
            let id = escape(message.handoff.as_str());
            let lines: Vec<String> = message_words(self.flow, message).iter().map(|it| escape(it)).collect();
            let name = lines.join("&#10;");
            let (from, to) = (&self.it.nodes[message.from].id, &self.it.nodes[message.to].id);
            self.line(&format!(
                "    <bpmn:messageFlow id=\"MessageFlow_{id}\" name=\"{name}\" sourceRef=\"{from}\" targetRef=\"{to}\">"
            ));
            if let Some(handoff) = self.flow.handoffs.get(&message.handoff) {
                let contract = escape(&sentence(self.flow, handoff));
                self.line(&format!("      <bpmn:documentation>{contract}</bpmn:documentation>"));
            }
            self.line("    </bpmn:messageFlow>");
        }
        self.line("  </bpmn:collaboration>");
    }

    fn has_process(&self, pool: usize) -> bool {
        self.it.nodes.iter().any(|it| it.pool == pool)
    }

    fn about(&self, system: &System) -> String {
        let team = self.flow.team_title(&system.team);
        escape(&format!("{} · {}; owned by {team}.", system.kind.word(), system.role.word()))
    }

    fn process(&mut self, pool: usize) {
        if !self.has_process(pool) {
            return;
        }
        let system = self.flow.system(&self.it.pools[pool]);
        let (id, title) = (escape(system.id.as_str()), escape(&system.title));
        self.line(&format!("  <bpmn:process id=\"Process_{id}\" name=\"{title}\" isExecutable=\"false\">"));
        for (at, node) in self.it.nodes.iter().enumerate().filter(|(_, it)| it.pool == pool) {
            self.node(at, node);
        }
        for (at, sequence) in self.it.sequences.iter().enumerate() {
            if self.it.nodes[sequence.from].pool == pool {
                self.sequence(at);
            }
        }
        self.line("  </bpmn:process>");
    }

    fn node(&mut self, at: usize, node: &Node) {
        let tag = tag(&node.kind);
        let name =
            if node.name.is_empty() { String::new() } else { format!(" name=\"{}\"", escape(&node.name)) };
        let otherwise = self
            .it
            .sequences
            .iter()
            .position(|it| it.from == at && it.taken == Taken::Otherwise)
            .map_or(String::new(), |it| format!(" default=\"Flow_{it}\""));
        self.line(&format!("    <bpmn:{tag} id=\"{}\"{name}{otherwise}>", node.id));
        for (flow, it) in self.it.sequences.iter().enumerate() {
            if it.to == at {
                self.line(&format!("      <bpmn:incoming>Flow_{flow}</bpmn:incoming>"));
            }
        }
        for (flow, it) in self.it.sequences.iter().enumerate() {
            if it.from == at {
                self.line(&format!("      <bpmn:outgoing>Flow_{flow}</bpmn:outgoing>"));
            }
        }
        self.trigger(node);
        self.line(&format!("    </bpmn:{tag}>"));
    }

    fn trigger(&mut self, node: &Node) {
        let id = &node.id;
        match &node.kind {
            NodeKind::Receive(handoff) | NodeKind::Send(handoff) | NodeKind::SendLast(handoff) => {
                let handoff = escape(handoff.as_str());
                self.line(&format!(
                    "      <bpmn:messageEventDefinition id=\"{id}_message\" messageRef=\"Message_{handoff}\" />"
                ));
            }
            NodeKind::StartWhen => {
                let name = escape(&node.name);
                self.line(&format!("      <bpmn:conditionalEventDefinition id=\"{id}_condition\">"));
                self.line(&format!(
                    "        <bpmn:condition xsi:type=\"bpmn:tFormalExpression\">{name}</bpmn:condition>"
                ));
                self.line("      </bpmn:conditionalEventDefinition>");
            }
            _ => {}
        }
    }

    fn sequence(&mut self, at: usize) {
        let it = &self.it.sequences[at];
        let (from, to) = (&self.it.nodes[it.from].id, &self.it.nodes[it.to].id);
        let head = format!("    <bpmn:sequenceFlow id=\"Flow_{at}\" sourceRef=\"{from}\" targetRef=\"{to}\"");
        match &it.taken {
            Taken::Always => self.line(&format!("{head} />")),
            Taken::Otherwise => self.line(&format!("{head} name=\"otherwise\" />")),
            Taken::If(condition) => {
                let condition = escape(condition);
                self.line(&format!("{head} name=\"{condition}\">"));
                self.line(&format!(
                    "      <bpmn:conditionExpression xsi:type=\"bpmn:tFormalExpression\" language=\"{LANGUAGE}\">{condition}</bpmn:conditionExpression>"
                ));
                self.line("    </bpmn:sequenceFlow>");
            }
        }
    }

    fn diagram(&mut self, diagram: &Diagram) {
        self.line("  <bpmndi:BPMNDiagram id=\"Diagram\">");
        self.line("    <bpmndi:BPMNPlane id=\"Plane\" bpmnElement=\"Collaboration\">");
        for (id, rect) in self.it.pools.iter().zip(&diagram.pools) {
            self.shape(&format!("Pool_{}", escape(id.as_str())), " isHorizontal=\"true\"", *rect, None);
        }
        for ((node, rect), name) in self.it.nodes.iter().zip(&diagram.nodes).zip(&diagram.names) {
            let marker = if node.kind == NodeKind::Exclusive { " isMarkerVisible=\"true\"" } else { "" };
            self.shape(&node.id, marker, *rect, *name);
        }
        for (at, way) in diagram.sequences.iter().enumerate() {
            self.edge(&format!("Flow_{at}"), way);
        }
        for (message, way) in self.it.messages.iter().zip(&diagram.messages) {
            self.edge(&message_flow(&message.handoff), way);
        }
        self.line("    </bpmndi:BPMNPlane>");
        self.line("  </bpmndi:BPMNDiagram>");
    }

    fn shape(&mut self, of: &str, more: &str, rect: Rect, name: Option<Rect>) {
        self.line(&format!("      <bpmndi:BPMNShape id=\"{of}_di\" bpmnElement=\"{of}\"{more}>"));
        self.line(&format!("        {}", bounds(rect)));
        self.words(name);
        self.line("      </bpmndi:BPMNShape>");
    }

    fn edge(&mut self, of: &str, way: &Way) {
        self.line(&format!("      <bpmndi:BPMNEdge id=\"{of}_di\" bpmnElement=\"{of}\">"));
        for point in &way.points {
            self.line(&format!("        <di:waypoint x=\"{}\" y=\"{}\" />", px(point.x), px(point.y)));
        }
        self.words(way.words);
        self.line("      </bpmndi:BPMNEdge>");
    }

    fn words(&mut self, place: Option<Rect>) {
        if let Some(rect) = place {
            self.line("        <bpmndi:BPMNLabel>");
            self.line(&format!("          {}", bounds(rect)));
            self.line("        </bpmndi:BPMNLabel>");
        }
    }
}

fn message_flow(id: &HandoffId) -> String {
    format!("MessageFlow_{}", escape(id.as_str()))
}

fn tag(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Start | NodeKind::StartWhen | NodeKind::Receive(_) => "startEvent",
        NodeKind::Task => "task",
        NodeKind::Send(_) => "intermediateThrowEvent",
        NodeKind::SendLast(_) | NodeKind::End => "endEvent",
        NodeKind::Exclusive => "exclusiveGateway",
        NodeKind::Parallel => "parallelGateway",
    }
}

fn bounds(rect: Rect) -> String {
    let (x, y, w, h) = (px(rect.x), px(rect.y), px(rect.w), px(rect.h));
    format!("<dc:Bounds x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" />")
}
