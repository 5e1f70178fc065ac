//! Where lines cross, whatever way they run: the same counter for our pictures and for those of others.

use super::shapes::Point;

/// Nearer than this, in px, to a line's end a meeting is not a crossing: lines that leave one box begin together.
const NEAR: f64 = 1.0;

/// How often lines cross each other. Each line is a row of points; curves are given as many short pieces.
pub fn crossings_of(lines: &[Vec<Point>]) -> usize {
    let mut count = 0;
    for (at, one) in lines.iter().enumerate() {
        for other in &lines[at + 1..] {
            for a in one.windows(2) {
                let met = other.windows(2).filter_map(|b| meeting((a[0], a[1]), (b[0], b[1])));
                count += met.filter(|at| !is_at_end(one, *at) && !is_at_end(other, *at)).count();
            }
        }
    }
    count
}

fn is_at_end(line: &[Point], at: Point) -> bool {
    let near = |end: Option<&Point>| end.is_some_and(|it| (it.x - at.x).hypot(it.y - at.y) < NEAR);
    near(line.first()) || near(line.last())
}

/// Where two pieces cross. What only touches does not, except at the first end, so that each corner counts once.
fn meeting(a: (Point, Point), b: (Point, Point)) -> Option<Point> {
    let (ax, ay) = (a.1.x - a.0.x, a.1.y - a.0.y);
    let (bx, by) = (b.1.x - b.0.x, b.1.y - b.0.y);
    let across = ax * by - ay * bx;
    if across.abs() < 1e-9 {
        return None;
    }
    let (dx, dy) = (b.0.x - a.0.x, b.0.y - a.0.y);
    let (s, t) = ((dx * by - dy * bx) / across, (dx * ay - dy * ax) / across);
    let within = |it: f64| (0.0..1.0).contains(&it);
    (within(s) && within(t)).then_some(Point { x: a.0.x + s * ax, y: a.0.y + s * ay })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lines: &[&[(f64, f64)]], expect: usize) {
        let lines: Vec<Vec<Point>> =
            lines.iter().map(|it| it.iter().map(|(x, y)| Point { x: *x, y: *y }).collect()).collect();
        assert_eq!(crossings_of(&lines), expect, "{lines:?}");
    }

    #[test]
    fn lines_cross_or_meet_or_pass() {
        check(&[&[(0.0, 0.0), (10.0, 10.0)], &[(0.0, 10.0), (10.0, 0.0)]], 1);
        check(&[&[(0.0, 0.0), (10.0, 0.0)], &[(0.0, 5.0), (10.0, 5.0)]], 0);
        check(&[&[(0.0, 0.0), (10.0, 10.0)], &[(0.0, 0.0), (10.0, 0.0)]], 0);
        // A crossing at a corner is one.
        check(&[&[(0.0, 0.0), (5.0, 0.0), (9.0, 0.0)], &[(5.0, -5.0), (5.0, 5.0)]], 1);
    }
}
