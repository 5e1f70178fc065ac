//! Writes the test fixtures' pictures into a folder: `cargo run -p seamless-draw --example fixtures -- FOLDER`.

use std::path::Path;
use std::time::Instant;

use seamless_draw::{
    Colours, Counts, Lanes, Live, Marked, Options, Overlay, State, Wrap, layout, steps, svg,
};

#[path = "../tests/fixtures/mod.rs"]
mod fixtures;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder)?;
    let plain = Options::default();
    let flows = [
        ("northwind", fixtures::northwind()),
        ("two", fixtures::two()),
        ("marketplace", fixtures::marketplace()),
        ("three", fixtures::three()),
        ("twelve", fixtures::twelve()),
        ("crowded", fixtures::crowded()),
    ];
    // Without optimisation the huge one takes half a minute.
    let huge = (!cfg!(debug_assertions)).then(|| ("huge", fixtures::huge()));
    for (name, flow) in flows.into_iter().chain(huge) {
        let start = Instant::now();
        std::fs::write(folder.join(format!("{name}.svg")), svg(&flow, &plain))?;
        let layout = layout::layout(&steps::graph(&flow, &plain));
        let (steps, arrows) = (layout.steps.len(), layout.arrows.len());
        println!(
            "{name}: {steps} steps, {arrows} arrows, {} crossings, {:?}",
            layout.crossings().len(),
            start.elapsed() / 2
        );
    }
    let light = Options { colours: Colours::Light, ..Options::default() };
    std::fs::write(folder.join("marketplace-light.svg"), svg(&fixtures::marketplace(), &light))?;
    let narrow = Options { wrap: Wrap::At(1_300.0), ..Options::default() };
    std::fs::write(folder.join("marketplace-narrow.svg"), svg(&fixtures::marketplace(), &narrow))?;
    let by_team = Options { lanes: Lanes::Team, ..Options::default() };
    std::fs::write(folder.join("twelve-teams.svg"), svg(&fixtures::twelve(), &by_team))?;
    std::fs::write(folder.join("northwind-teams.svg"), svg(&fixtures::northwind(), &by_team))?;
    let part = Options { team: Some("logistics".into()), ..Options::default() };
    std::fs::write(folder.join("marketplace-logistics.svg"), svg(&fixtures::marketplace(), &part))?;
    std::fs::write(folder.join("marketplace-found.svg"), svg(&fixtures::marketplace(), &found()))?;
    std::fs::write(folder.join("northwind-live.svg"), svg(&fixtures::northwind(), &live()))?;
    std::fs::write(folder.join("northwind-path.svg"), svg(&fixtures::northwind(), &path()))?;
    std::fs::write(folder.join("example.svg"), svg(&example(), &plain))?;
    for (name, graph) in [("big", fixtures::big()), ("sample", seamless_draw::sample::sample())] {
        let start = Instant::now();
        let layout = layout::layout(&graph);
        println!(
            "{name}: {} x {} px, {} crossings, {:?}",
            layout.width,
            layout.height,
            layout.crossings().len(),
            start.elapsed()
        );
    }
    Ok(())
}

/// The example of this repository, as it is loaded.
fn example() -> seamless_flow::Flow {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/northwind/");
    let mut read = |path: &str| std::fs::read(format!("{folder}{path}")).map_err(|it| it.to_string());
    let loaded = seamless_flow::load("flow.yaml", &mut read);
    loaded.value.unwrap_or_else(|| panic!("{:#?}", loaded.problems))
}

fn live() -> Options {
    let states = [
        ("orders", State::OnTime, 1204, 3, 0),
        ("booking", State::Missing, 1188, 9, 4),
        ("picks", State::OnTime, 980, 1, 0),
        ("shipped", State::Due, 955, 12, 0),
        ("stock", State::Held, 120_345, 2, 0),
        ("refunded", State::Late, 41, 2, 1),
    ];
    let live = states.into_iter().map(|(id, state, done, waiting, late)| {
        (id.into(), Live { state: Some(state), counts: Some(Counts { done, waiting, late }) })
    });
    let overlay = Overlay { live: live.collect(), ..Overlay::default() };
    Options { overlay, handoff_link: Some("/flow/handoffs/{id}".to_owned()), ..Options::default() }
}

fn found() -> Options {
    let marked =
        |at_risk, unknown, severity: &str| Marked { at_risk, unknown, severity: severity.to_owned() };
    let findings = [
        ("own-orders", marked(2, 1, "high")),
        ("outsourced", marked(0, 3, "")),
        ("told-market", marked(12, 0, "critical")),
        ("market", marked(1, 4, "medium")),
    ];
    let findings = findings.into_iter().map(|(id, marked)| (id.to_owned(), marked)).collect();
    let overlay = Overlay { findings, ..Overlay::default() };
    Options { overlay, finding_link: Some("#findings-{id}".to_owned()), ..Options::default() }
}

fn path() -> Options {
    let path = ["orders", "picks", "shipped"].into_iter().map(Into::into).collect();
    Options { overlay: Overlay { path: Some(path), ..Overlay::default() }, ..Options::default() }
}
