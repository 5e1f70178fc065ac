//! What marketplaces ship themselves: the brand asks nobody for it, and its books hear of it all the same.

use super::Answers;
use super::drafted::{Drafted, Group};
use super::routing::{Market, markets};
use super::systems::{into, titled};

/// Parcels that a marketplace sends, and goods that come back to it.
pub(super) fn shipped_by_itself(it: &Answers) -> Vec<Drafted> {
    let all = markets(it);
    let own = all.iter().filter(|it| it.itself);
    own.flat_map(|place| [Some(parcels(it, place)), came_back(it, place)]).flatten().collect()
}

fn parcels(it: &Answers, place: &Market<'_>) -> Drafted {
    let (from, to) = (place.name.as_str(), into(it, place));
    let about = format!(
        "What {} has shipped, for {}: what was shipped can be invoiced.",
        place.title,
        titled(it, to)
    );
    Drafted::new(format!("shipped-{from}"), about, "shipment", from, to)
        .travels("poll 1h", "2h")
        .with("covers", "[create, partial, tracking, void]")
        .key(from, "tracking", to, "tracking")
        .lines(from, to)
        .by(it, Group::Marketplaces)
}

/// It takes its own goods back; who keeps the books of them hears of it, as of what comes back elsewhere.
fn came_back(it: &Answers, place: &Market<'_>) -> Option<Drafted> {
    let (from, to) = (place.name.as_str(), it.erp.as_ref().filter(|_| it.returns)?.name.as_str());
    let about = format!("What came back to {}, and in which condition.", place.title);
    let drafted = Drafted::new(format!("returned-{from}"), about, "return", from, to);
    Some(
        drafted
            .travels("poll 1h", "2h")
            .key(from, "id", to, "reference")
            .lines(from, to)
            .by(it, Group::Marketplaces),
    )
}
