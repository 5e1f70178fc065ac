//! What a layout consists of. All lengths in px, x to the right, y down.

use crate::graph::Stroke;
use crate::text::Line;

/// A picture's geometry.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Width of the whole.
    pub width: f64,
    /// Height of the whole.
    pub height: f64,
    /// What is left free around the whole.
    pub margin: f64,
    /// Where the lanes' heads end and the first column's gap begins.
    pub head_end: f64,
    /// The heading, where there is one.
    pub heading: Option<TextBox>,
    /// Teams, in the graph's order.
    pub teams: Vec<TeamBox>,
    /// Lanes, in the graph's order; in bands, those of each band after those of the one before.
    pub lanes: Vec<LaneBox>,
    /// Steps, in the graph's order.
    pub steps: Vec<StepBox>,
    /// Arrows, in the graph's order; without points where an optional one was left out.
    pub arrows: Vec<Route>,
    /// Numbers where lines leave a band and where they go on in the next.
    pub cuts: Vec<TextBox>,
    /// Where each column of the grid begins, and where the last one ends.
    pub columns: Vec<f64>,
    /// The lanes' rows and the channels over them, from the top.
    pub strips: Vec<Strip>,
    /// What stands under the lanes.
    pub legend: Vec<LegendItem>,
}

/// A row of a lane, or the channel over one.
#[derive(Debug, Clone, Copy)]
pub struct Strip {
    /// The lane.
    pub lane: usize,
    /// Whether steps and labels may stand in it.
    pub is_row: bool,
    /// Its upper edge.
    pub top: f64,
    /// Its lower edge.
    pub bottom: f64,
}

/// A point.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Point {
    /// To the right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub w: f64,
    /// Height.
    pub h: f64,
}

/// A line of text and the room that it takes.
#[derive(Debug, Clone)]
pub struct TextBox {
    /// The room.
    pub rect: Rect,
    /// The text.
    pub line: Line,
    /// Whether it is turned to be read from below, as teams are.
    pub is_turned: bool,
}

/// A team beside its lanes.
#[derive(Debug, Clone)]
pub struct TeamBox {
    /// The band over all its lanes.
    pub rect: Rect,
    /// Its title, in lines.
    pub texts: Vec<TextBox>,
}

/// A lane.
#[derive(Debug, Clone)]
pub struct LaneBox {
    /// Which lane of the graph.
    pub lane: usize,
    /// The whole lane, from the teams to the right edge.
    pub rect: Rect,
    /// Title and note.
    pub texts: Vec<TextBox>,
}

/// A step's box.
#[derive(Debug, Clone)]
pub struct StepBox {
    /// The box.
    pub rect: Rect,
    /// Its words, in lines, centred.
    pub texts: Vec<TextBox>,
}

/// An arrow: an orthogonal line from box to box, and its words.
#[derive(Debug, Clone, Default)]
pub struct Route {
    /// Its corners, from the source's border to the target's. Empty where it was left out.
    pub points: Vec<Point>,
    /// The corners with which it goes on in another band: there is no line to them from the corner before.
    pub breaks: Vec<usize>,
    /// Its words.
    pub texts: Vec<TextBox>,
}

/// A line style and what it means.
#[derive(Debug, Clone)]
pub struct LegendItem {
    /// The style.
    pub stroke: Stroke,
    /// Whether it is shown as reverse arrows are.
    pub is_reverse: bool,
    /// A sample line's two ends.
    pub sample: (Point, Point),
    /// What it means.
    pub text: TextBox,
}

/// Two arrows that cross, by index, and where.
pub type Crossing = (usize, usize, Point);

impl Rect {
    /// Right edge.
    pub fn right(&self) -> f64 {
        self.x + self.w
    }

    /// Lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.h
    }

    /// Whether two rectangles share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }
}

impl Route {
    /// The parts of its line, one for each band that it runs through.
    pub fn parts(&self) -> impl Iterator<Item = &[Point]> {
        let starts = std::iter::once(0).chain(self.breaks.iter().copied());
        let ends = self.breaks.iter().copied().chain([self.points.len()]);
        starts.zip(ends).map(|(start, end)| &self.points[start..end])
    }

    /// Its straight pieces.
    pub fn pieces(&self) -> impl Iterator<Item = (Point, Point)> {
        self.parts().flat_map(|it| it.windows(2).map(|pair| (pair[0], pair[1])))
    }
}

impl Layout {
    /// Where arrows cross each other.
    pub fn crossings(&self) -> Vec<Crossing> {
        let mut found = Vec::new();
        for (first, one) in self.arrows.iter().enumerate() {
            for (second, other) in self.arrows.iter().enumerate().skip(first + 1) {
                for a in one.pieces() {
                    found.extend(other.pieces().filter_map(|b| Some((first, second, crossing(a, b)?))));
                }
            }
        }
        found
    }
}

/// Where a level and an upright piece cross.
fn crossing(a: (Point, Point), b: (Point, Point)) -> Option<Point> {
    let is_level = |it: (Point, Point)| it.0.y == it.1.y;
    let (level, upright) = match (is_level(a), is_level(b)) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    let (x, y) = (upright.0.x, level.0.y);
    let within = |at: f64, one: f64, other: f64| one.min(other) < at && at < one.max(other);
    (within(x, level.0.x, level.1.x) && within(y, upright.0.y, upright.1.y)).then_some(Point { x, y })
}
