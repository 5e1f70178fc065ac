//! Tracks: arrows along the same line of the grid run beside each other, in the order that crosses least.

use super::cells::Cells;
use super::route::Path;

/// How often all lines are ordered anew, since the order in one bears on the others.
const ROUNDS: usize = 6;

/// A straight piece of an arrow along one line of the grid.
#[derive(Debug, Clone)]
pub struct Piece {
    /// The arrow.
    pub arrow: usize,
    /// Whether it runs level.
    pub is_level: bool,
    /// The line: level line if it runs level, upright line otherwise.
    pub line: usize,
    /// The lines across it where it begins and ends, in the arrow's direction.
    pub from: usize,
    /// See `from`.
    pub to: usize,
    /// The pieces before and after it; none at a step.
    pub before: Option<usize>,
    /// See `before`.
    pub after: Option<usize>,
    /// Its track along the line, from the left or the top.
    pub track: usize,
    /// Of how many tracks, among those that it runs beside.
    pub tracks: usize,
    /// Its place in the order of its line.
    order: usize,
}

impl Piece {
    fn low(&self) -> usize {
        self.from.min(self.to)
    }

    fn high(&self) -> usize {
        self.from.max(self.to)
    }
}

/// Arrows in pieces, on tracks.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// All pieces.
    pub pieces: Vec<Piece>,
    /// Each arrow's pieces in its direction.
    pub of_arrow: Vec<Vec<usize>>,
    /// Each arrow's path.
    pub paths: Vec<Path>,
}

/// Gives each piece its track.
pub fn assign(cells: &Cells, paths: Vec<Path>) -> Tracked {
    let mut tracked = pieces(paths);
    let mut lines = on_lines(&tracked.pieces, true, cells.levels());
    lines.extend(on_lines(&tracked.pieces, false, cells.uprights()));
    lines.retain(|it| !it.is_empty());
    for line in &mut lines {
        line.sort_by_key(|it| (pull(&tracked.pieces, *it), *it));
        renumber(&mut tracked.pieces, line);
    }
    for _ in 0..ROUNDS {
        let mut has_changed = false;
        for line in &mut lines {
            has_changed |= reorder(&mut tracked.pieces, line);
        }
        if !has_changed {
            break;
        }
    }
    for line in &lines {
        number_tracks(&mut tracked.pieces, line);
    }
    tracked
}

fn pieces(paths: Vec<Path>) -> Tracked {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut of_arrow = Vec::new();
    for (arrow, path) in paths.iter().enumerate() {
        let first = pieces.len();
        for pair in path.nodes.windows(2) {
            let is_level = pair[0].1 == pair[1].1;
            let (line, from, to) =
                if is_level { (pair[0].1, pair[0].0, pair[1].0) } else { (pair[0].0, pair[0].1, pair[1].1) };
            match pieces.last_mut().filter(|it| it.arrow == arrow && it.is_level == is_level) {
                Some(last) => last.to = to,
                None => pieces.push(Piece {
                    arrow,
                    is_level,
                    line,
                    from,
                    to,
                    before: None,
                    after: None,
                    track: 0,
                    tracks: 1,
                    order: 0,
                }),
            }
        }
        let end = pieces.len();
        for (at, piece) in pieces.iter_mut().enumerate().skip(first) {
            piece.before = (at > first).then(|| at - 1);
            piece.after = (at + 1 < end).then_some(at + 1);
        }
        of_arrow.push((first..end).collect());
    }
    Tracked { pieces, of_arrow, paths }
}

/// The pieces on each line of the grid that runs level, or upright.
fn on_lines(pieces: &[Piece], is_level: bool, count: usize) -> Vec<Vec<usize>> {
    let mut lines = vec![Vec::new(); count];
    for (at, piece) in pieces.iter().enumerate().filter(|it| it.1.is_level == is_level) {
        lines[piece.line].push(at);
    }
    lines
}

fn renumber(pieces: &mut [Piece], line: &[usize]) {
    for (order, piece) in line.iter().enumerate() {
        pieces[*piece].order = order;
    }
}

/// To which side a piece's neighbours pull it: the sum of how far off its line they lead.
fn pull(pieces: &[Piece], at: usize) -> i64 {
    let piece = &pieces[at];
    let off = |end: usize| end as i64 - piece.line as i64;
    piece.before.map_or(0, |it| off(pieces[it].from)) + piece.after.map_or(0, |it| off(pieces[it].to))
}

/// Swaps neighbours on a line while that takes crossings away. Says whether it did.
fn reorder(pieces: &mut [Piece], line: &mut [usize]) -> bool {
    let mut has_changed = false;
    for _ in 0..line.len() {
        let mut has_swapped = false;
        for at in 1..line.len() {
            let (one, other) = (line[at - 1], line[at]);
            let now = crossings(pieces, one, other);
            if now == 0 {
                continue;
            }
            swap_order(pieces, one, other);
            if crossings(pieces, one, other) < now {
                line.swap(at - 1, at);
                has_swapped = true;
            } else {
                swap_order(pieces, one, other);
            }
        }
        has_changed |= has_swapped;
        if !has_swapped {
            break;
        }
    }
    has_changed
}

fn swap_order(pieces: &mut [Piece], one: usize, other: usize) {
    let order = pieces[one].order;
    pieces[one].order = pieces[other].order;
    pieces[other].order = order;
}

/// How often each arrow crosses others.
pub fn crossings_of(tracked: &Tracked) -> Vec<u64> {
    let pieces = &tracked.pieces;
    let mut counts = vec![0; tracked.of_arrow.len()];
    let count = pieces.iter().filter(|it| it.is_level).map(|it| it.line + 1).max().unwrap_or(0);
    let levels = on_lines(pieces, true, count);
    for (at, upright) in pieces.iter().enumerate().filter(|it| !it.1.is_level) {
        let end = count.min(upright.high() + 1);
        for level in levels[upright.low().min(end)..end].iter().flatten() {
            if cross(pieces, *level, at) {
                counts[pieces[*level].arrow] += 1;
                counts[upright.arrow] += 1;
            }
        }
    }
    counts
}

/// How often two pieces on one line cross each other's neighbours.
fn crossings(pieces: &[Piece], one: usize, other: usize) -> usize {
    let count = |piece: usize, of: usize| {
        let legs = [pieces[of].before, pieces[of].after];
        legs.iter().flatten().filter(|leg| cross(pieces, piece, **leg)).count()
    };
    count(one, other) + count(other, one)
}

/// Whether a piece and one across it cross, places on a line compared by line and then by order.
fn cross(pieces: &[Piece], along: usize, across: usize) -> bool {
    let inside = |piece: &Piece, at: (usize, usize)| {
        let (first, last) =
            (end(pieces, piece, piece.before, piece.from), end(pieces, piece, piece.after, piece.to));
        first.min(last) < at && at < first.max(last)
    };
    let (one, other) = (&pieces[along], &pieces[across]);
    one.arrow != other.arrow && inside(one, (other.line, other.order)) && inside(other, (one.line, one.order))
}

fn end(pieces: &[Piece], piece: &Piece, neighbour: Option<usize>, line: usize) -> (usize, usize) {
    match neighbour {
        Some(it) => (line, pieces[it].order),
        // At a step a piece ends at the border that it comes to.
        None if line == piece.low() => (line, usize::MAX),
        None => (line, 0),
    }
}

/// Gives the pieces of a line their tracks: those that run beside each other get different ones, in order.
fn number_tracks(pieces: &mut [Piece], line: &[usize]) {
    for (at, piece) in line.iter().enumerate() {
        let beside = line[..at].iter().filter(|it| are_beside(&pieces[**it], &pieces[*piece]));
        let track = beside.map(|it| pieces[*it].track + 1).max().unwrap_or(0);
        pieces[*piece].track = track;
    }
    for group in groups(pieces, line) {
        let tracks = group.iter().map(|it| pieces[*it].track + 1).max().unwrap_or(1);
        group.iter().for_each(|it| pieces[*it].tracks = tracks);
    }
}

/// Whether two pieces on one line come to the same place. Those that end at opposite sides of one step do not.
fn are_beside(one: &Piece, other: &Piece) -> bool {
    let (low, high) = (one.low().max(other.low()), one.high().min(other.high()));
    low < high || low == high && !(ends_at_step(one, low) && ends_at_step(other, low))
}

fn ends_at_step(piece: &Piece, line: usize) -> bool {
    piece.from == line && piece.before.is_none() || piece.to == line && piece.after.is_none()
}

/// Sets of pieces that run beside one another, directly or through others.
fn groups(pieces: &[Piece], line: &[usize]) -> Vec<Vec<usize>> {
    let mut sorted = line.to_vec();
    // Where two pieces meet end to end, the one that does not end at a step joins both sides: it comes first.
    sorted.sort_by_key(|it| (pieces[*it].low(), ends_at_step(&pieces[*it], pieces[*it].low())));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Where the last group ends, and whether one of its pieces does so elsewhere than at a step.
    let (mut high, mut is_open) = (0, false);
    for at in sorted {
        let piece = &pieces[at];
        let (low, end) = (piece.low(), piece.high());
        let joins = low < high || low == high && (is_open || !ends_at_step(piece, low));
        match groups.last_mut().filter(|_| joins) {
            Some(group) => group.push(at),
            None => {
                groups.push(vec![at]);
                (high, is_open) = (0, false);
            }
        }
        let ends_open = !ends_at_step(piece, end);
        if end > high {
            (high, is_open) = (end, ends_open);
        } else if end == high {
            is_open |= ends_open;
        }
    }
    groups
}
