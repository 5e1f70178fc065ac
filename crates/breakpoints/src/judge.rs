//! How a check judges: where a fact is looked for, who is asked where it is absent, and the finding that follows.

mod who;

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rust_decimal::Decimal;
use seamless_flow::{FactValue, Facts, Flow, Handoff, Place, System};

pub(crate) use crate::look::Loss;
use crate::look::{Mover, lower_first, severity};
use crate::{Finding, Holder, Missing, Spot, Verdict};

/// A place where a fact may stand: who knows it, and how they are asked.
#[derive(Clone, Copy)]
pub(crate) enum Asked<'f> {
    /// The brand, of its own trade: `trade` of the map.
    Trade(&'f Flow),
    /// The vendor of a system: its profile.
    System(&'f Flow, &'f System),
    /// The two sides of a handoff: its `contract`, then the profile of its carrier, for the kind of document and
    /// then for all.
    Contract(&'f Flow, &'f Handoff),
    /// The same, where the answer holds for all that the carrier moves and not for one kind of document.
    Carrier(&'f Flow, &'f Handoff),
    /// The team that owns a system: what the brand has set up in it, in the system's profile.
    Team(&'f Flow, &'f System),
    /// The brand, of who may write what: `authority` of the map. It holds no facts, it is only asked.
    Authority(&'f Flow),
}

impl<'f> Asked<'f> {
    /// The system where a handoff begins.
    pub(crate) fn source(flow: &'f Flow, handoff: &Handoff) -> Self {
        Self::System(flow, flow.system(&handoff.from))
    }

    /// The system where a handoff ends.
    pub(crate) fn target(flow: &'f Flow, handoff: &Handoff) -> Self {
        Self::System(flow, flow.system(&handoff.to))
    }

    /// What is known; `None` where nobody has said.
    pub(crate) fn fact(self, name: &str) -> Option<&'f FactValue> {
        let of = |facts: &'f Facts, name: &str| facts.get(name).map(|it| &it.value);
        match self {
            Self::Trade(flow) => of(&flow.trade, name),
            Self::System(_, system) | Self::Team(_, system) => of(&system.profile.facts, name),
            Self::Authority(_) => None,
            Self::Contract(flow, handoff) | Self::Carrier(flow, handoff) => of(&handoff.contract, name)
                .or_else(|| {
                    let Mover::Carrier(carrier) = Mover::of(flow, handoff) else { return None };
                    let facts = &carrier.profile.facts;
                    of(facts, &crate::look::fact(handoff.carry, name)).or_else(|| of(facts, name))
                }),
        }
    }

    /// A yes-or-no fact.
    pub(crate) fn yes(self, name: &str) -> Option<bool> {
        match self.fact(name)? {
            FactValue::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A fact that is a word.
    pub(crate) fn word(self, name: &str) -> Option<&'f str> {
        match self.fact(name)? {
            FactValue::Text(value) => Some(value),
            _ => None,
        }
    }

    /// A fact that is a list of words.
    pub(crate) fn list(self, name: &str) -> Option<&'f [String]> {
        match self.fact(name)? {
            FactValue::List(value) => Some(value),
            _ => None,
        }
    }

    /// A fact that is a number; for a system, by its plan where it depends on one.
    pub(crate) fn number(self, name: &str) -> Option<Decimal> {
        match (self.fact(name)?, self) {
            (FactValue::Number(value), _) => Some(*value),
            (FactValue::ByPlan(plans), Self::System(_, system) | Self::Team(_, system)) => {
                plans.get(system.plan.as_deref()?).copied()
            }
            _ => None,
        }
    }

    /// A fact that is a duration.
    pub(crate) fn span(self, name: &str) -> Option<SignedDuration> {
        seamless_flow::parse_span(self.word(name)?).ok()
    }

    /// The same fact as something that is missing.
    pub(crate) fn lacks(self, name: &str) -> Missing {
        let missing = |name: &str, holder| Missing { name: name.to_owned(), holder };
        match self {
            Self::Trade(_) => missing(name, Holder::Trade),
            Self::System(_, system) | Self::Team(_, system) => {
                missing(name, Holder::System(system.id.clone()))
            }
            Self::Authority(_) => missing(name, Holder::Authority),
            Self::Carrier(flow, handoff) => match Mover::of(flow, handoff) {
                Mover::Carrier(carrier) => missing(name, Holder::Carrier(carrier.id.clone())),
                _ => missing(name, Holder::Contract(handoff.id.clone())),
            },
            Self::Contract(flow, handoff) => match Mover::of(flow, handoff) {
                Mover::Carrier(carrier) => {
                    missing(&crate::look::fact(handoff.carry, name), Holder::Carrier(carrier.id.clone()))
                }
                _ => missing(name, Holder::Contract(handoff.id.clone())),
            },
        }
    }

    /// A question to whoever knows: `To Acme Connect: Does …?`
    pub(crate) fn ask(self, question: &str) -> String {
        match self {
            Self::Trade(flow) | Self::Authority(flow) => {
                format!("To the owners of {}: {question}", flow.title)
            }
            Self::System(flow, system) => {
                format!("To the vendor of {}: {question}", flow.system_title(&system.id))
            }
            Self::Team(flow, system) => format!("To {}: {question}", flow.team_title(&system.team)),
            Self::Contract(flow, handoff) | Self::Carrier(flow, handoff) => match Mover::of(flow, handoff) {
                Mover::Seamless => format!("To {}: {question}", flow.team_title(&handoff.owner)),
                mover @ Mover::Carrier(_) => format!("To {}: {question}", mover.title()),
                Mover::Unnamed => format!(
                    "To {}: who carries {} while Seamless does not, and {}",
                    flow.team_title(&handoff.owner),
                    handoff.id,
                    lower_first(question)
                ),
            },
        }
    }
}

/// A breakpoint at one place of a map, about to be judged.
#[derive(Clone, Copy)]
pub(crate) struct Case<'f> {
    id: &'static str,
    flow: &'f Flow,
    at: At<'f>,
    share: Decimal,
    loss: Loss,
}

#[derive(Clone, Copy)]
enum At<'f> {
    Handoff(&'f Handoff),
    System(&'f System),
}

impl<'f> Case<'f> {
    /// On a handoff.
    pub(crate) fn on(id: &'static str, flow: &'f Flow, handoff: &'f Handoff) -> Self {
        Self { id, flow, at: At::Handoff(handoff), share: Decimal::ONE, loss: Loss::Whole }
    }

    /// At a system.
    pub(crate) fn at(id: &'static str, flow: &'f Flow, system: &'f System) -> Self {
        Self { id, flow, at: At::System(system), share: Decimal::ONE, loss: Loss::Whole }
    }

    /// How much of the day's orders it concerns, in percent, and what each that is struck costs. The severity
    /// follows from both and from the map's volume; all orders and their whole value where this is not called.
    pub(crate) fn costs(self, percent: u32, loss: Loss) -> Self {
        Self { share: Decimal::new(i64::from(percent), 2), loss, ..self }
    }

    /// It will happen: `message` says to which orders, `witness` gives an example with numbers, `fix` mends it.
    pub(crate) fn at_risk(
        self,
        message: impl Into<String>,
        witness: impl Into<String>,
        fix: impl Into<String>,
    ) -> Finding {
        self.finding(Verdict::AtRisk { witness: witness.into() }, message.into(), fix.into())
    }

    /// It cannot be told: `message` says what may happen, `question` is put to whoever knows the fact.
    pub(crate) fn unknown(
        self,
        asked: Asked<'_>,
        fact: &str,
        message: impl Into<String>,
        question: &str,
    ) -> Finding {
        // What a brand has set up or been granted is known to those who own the system, and not to who made it.
        let asked = match asked {
            Asked::System(flow, system) if seamless_flow::fact_of_installation(fact) => {
                Asked::Team(flow, system)
            }
            other => other,
        };
        let missing = asked.lacks(fact);
        let fix = match &missing.holder {
            Holder::Trade => format!("Write the answer into the map: `trade: {{ {} }}`.", written(fact)),
            Holder::Authority => {
                format!("Write the answer into the map: `authority: {{ {} }}`.", written(fact))
            }
            Holder::Contract(id) => {
                format!("Write the answer into `contract` of handoff `{id}`: `{}`.", written(fact))
            }
            _ => format!("Write the answer into the profile as `{}`.", missing.name),
        };
        let verdict = Verdict::Unknown { question: asked.ask(question), fact: missing };
        self.finding(verdict, message.into(), fix)
    }

    /// It cannot be told, and what is missing is no fact of a profile, a contract or the trade.
    pub(crate) fn unanswered(
        self,
        question: impl Into<String>,
        fact: Missing,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Finding {
        self.finding(Verdict::Unknown { question: question.into(), fact }, message.into(), fix.into())
    }

    fn finding(self, verdict: Verdict, message: String, fix: String) -> Finding {
        let (spot, place): (Spot, &Place) = match self.at {
            At::Handoff(it) => (Spot::Handoff(it.id.clone()), &it.place),
            At::System(it) => (Spot::System(it.id.clone()), &it.place),
        };
        let (verdict, fix) = who::asked(self.flow, self.at, verdict, fix);
        let severity = severity(self.flow, self.share, self.loss);
        let place = place.clone();
        Finding {
            breakpoint: self.id.into(),
            spot,
            verdict,
            message,
            fix,
            severity,
            edits: Vec::new(),
            place,
        }
    }
}

/// Each fact is asked for once, and each thing is said once: of findings that want the same fact of the same holder,
/// or say the same of the same place, the first stays.
pub(crate) fn once(findings: impl Iterator<Item = Finding>) -> Vec<Finding> {
    let (mut asked, mut said) = (BTreeSet::new(), BTreeSet::new());
    let first = |it: &Finding| match &it.verdict {
        Verdict::Unknown { fact, .. } => asked.insert(fact.clone()),
        Verdict::AtRisk { .. } => said.insert((it.spot.clone(), it.message.clone())),
    };
    findings.filter(first).collect()
}

fn written(fact: &str) -> String {
    format!("{fact}: …")
}
