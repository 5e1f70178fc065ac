//! How wide text is, without asking a font: a table of a common sans face, and breaking into lines.

/// How much wider than the table we assume a face to be: people's system faces differ from the table's.
const SAFETY: f64 = 1.08;

/// A style of text: its size and its weight. The picture uses these and no others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// The picture's title.
    Title,
    /// A team at the left.
    Team,
    /// A lane's title.
    Lane,
    /// What stands under a lane's title: kind and role.
    LaneNote,
    /// The words in a step's box.
    Step,
    /// A handoff's document.
    Document,
    /// A handoff's name.
    Name,
    /// A handoff's details.
    Detail,
    /// A handoff's carrier where it is not Seamless.
    Carrier,
    /// A handoff's key, behind its mark.
    Key,
    /// The rest of a key that does not fit on one line.
    KeyRest,
    /// A key that is lost, behind its mark.
    Lost,
    /// What makes a handoff reverse, and events that undo.
    Reverse,
    /// What is so now: a state, behind its mark.
    Live,
    /// How many findings are at risk, behind their mark.
    AtRisk,
    /// How many findings are unknown, behind their mark.
    Unknown,
    /// The system's name in a step's box.
    StepNote,
    /// The number by which a line is found again in the next band.
    Cut,
    /// The legend.
    Legend,
}

impl Style {
    /// Size of the face in px.
    pub fn size(self) -> f64 {
        match self {
            Self::Title => 20.0,
            Self::Lane => 15.0,
            Self::Step | Self::Document | Self::Name => 14.0,
            Self::Team => 13.0,
            Self::Cut => 11.0,
            _ => 12.5,
        }
    }

    /// Whether it is set in the bold face.
    pub fn is_bold(self) -> bool {
        matches!(
            self,
            Self::Title
                | Self::Team
                | Self::Lane
                | Self::Document
                | Self::Carrier
                | Self::Live
                | Self::Lost
                | Self::AtRisk
                | Self::Unknown
        )
    }

    /// Room in px before the text for a mark: a small shape.
    pub fn mark_width(self) -> f64 {
        match self {
            Self::Live | Self::Key | Self::KeyRest | Self::Lost | Self::AtRisk | Self::Unknown => 17.0,
            _ => 0.0,
        }
    }

    /// Distance from one baseline to the next, in px.
    pub fn line_height(self) -> f64 {
        match self {
            Self::Title => 28.0,
            Self::Lane => 19.0,
            Self::Step | Self::Document | Self::Name => 18.0,
            Self::Team => 17.0,
            Self::Cut => 13.0,
            _ => 16.0,
        }
    }
}

/// Some text in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The text.
    pub text: String,
    /// Its style.
    pub style: Style,
}

impl Span {
    /// Text in a style. What XML cannot hold and what would break the line is left out.
    pub fn new(text: &str, style: Style) -> Self {
        let text =
            text.chars().map(|it| if it.is_whitespace() { ' ' } else { it }).filter(|it| is_drawable(*it));
        Self { text: text.collect(), style }
    }

    /// Width in px, with its mark.
    pub fn width(&self) -> f64 {
        self.style.mark_width() + width(&self.text, self.style)
    }
}

/// One line of text: spans one after the other.
pub type Line = Vec<Span>;

/// Width of a line in px.
pub fn line_width(line: &[Span]) -> f64 {
    line.iter().map(Span::width).sum()
}

/// Height of a line in px: that of its tallest style.
pub fn line_height(line: &[Span]) -> f64 {
    line.iter().map(|it| it.style.line_height()).fold(0.0, f64::max)
}

/// Width of text in px, assumed rather too wide than too narrow.
pub fn width(text: &str, style: Style) -> f64 {
    let thousandths: u32 = text.chars().map(|it| advance(it, style.is_bold())).sum();
    f64::from(thousandths) / 1000.0 * style.size() * SAFETY
}

/// Breaks spans into at most `lines_max` lines no wider than `width_max` px: at spaces, inside a word only where
/// it is too wide by itself. What does not fit ends in an ellipsis.
pub fn wrap(spans: &[Span], width_max: f64, lines_max: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut line: Line = Vec::new();
    for word in words(spans, width_max) {
        let is_new = line.last().is_none_or(|it| it.style != word.style);
        let mark = if is_new { word.style.mark_width() } else { 0.0 };
        if !line.is_empty() && line_width(&line) + mark + width(word.text.trim_end(), word.style) > width_max
        {
            lines.push(trimmed(std::mem::take(&mut line)));
        }
        match line.last_mut() {
            Some(last) if last.style == word.style => last.text.push_str(&word.text),
            _ => line.push(word),
        }
    }
    if !line.is_empty() {
        lines.push(trimmed(line));
    }
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            end_in_ellipsis(last, width_max);
        }
    }
    lines
}

/// The words of spans, each with the space behind it; a word wider than a line comes in pieces.
fn words(spans: &[Span], width_max: f64) -> Vec<Span> {
    let mut words = Vec::new();
    for span in spans {
        for word in span.text.split_inclusive(' ') {
            let mut piece = String::new();
            for letter in word.chars() {
                piece.push(letter);
                let wide = span.style.mark_width() + width(&piece, span.style);
                if letter != ' ' && piece.chars().count() > 1 && wide > width_max {
                    piece.pop();
                    words.push(Span { text: std::mem::take(&mut piece), style: span.style });
                    piece.push(letter);
                }
            }
            words.push(Span { text: piece, style: span.style });
        }
    }
    words
}

fn trimmed(mut line: Line) -> Line {
    if let Some(last) = line.last_mut() {
        last.text.truncate(last.text.trim_end().len());
    }
    line
}

fn end_in_ellipsis(line: &mut Line, width_max: f64) {
    while let Some(last) = line.last_mut() {
        last.text.push('…');
        if line_width(line) <= width_max {
            return;
        }
        if let Some(last) = line.last_mut() {
            last.text.pop();
            last.text.pop();
            if last.text.is_empty() {
                line.pop();
            }
        }
    }
}

fn is_drawable(letter: char) -> bool {
    !letter.is_control() && !matches!(letter, '\u{FFFE}' | '\u{FFFF}')
}

/// Advance in thousandths of the size. ASCII after the published metrics of Helvetica; the rest estimated
/// from above.
fn advance(letter: char, bold: bool) -> u32 {
    let code = u32::from(letter);
    match code {
        0x20..=0x7E => {
            let table = if bold { &BOLD } else { &REGULAR };
            u32::from(table[(code - 0x20) as usize])
        }
        0xB7 => 300,
        0x300..=0x36F | 0x200B..=0x200F | 0xFE00..=0xFE0F => 0,
        0xA0..=0x24F if letter.is_uppercase() => 800,
        0xA0..=0x24F => 612,
        0x250..=0x10FF => 850,
        _ => 1050,
    }
}

const REGULAR: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, width_max: f64, lines_max: usize, expect: &[&str]) {
        let lines = wrap(&[Span::new(text, Style::Detail)], width_max, lines_max);
        let said: Vec<String> =
            lines.iter().map(|line| line.iter().map(|it| it.text.as_str()).collect()).collect();
        assert_eq!(said, expect);
        for line in &lines {
            assert!(line_width(line) <= width_max, "{line:?} is {} px wide", line_width(line));
        }
    }

    #[test]
    fn breaks_at_spaces() {
        check("webhook, backstop every 15m", 120.0, 3, &["webhook, backstop", "every 15m"]);
        check("webhook", 120.0, 3, &["webhook"]);
        check("", 120.0, 3, &[]);
    }

    #[test]
    fn breaks_a_word_that_is_too_wide_and_ends_in_an_ellipsis() {
        check("abcdefghijklmnopqrstuvwxyz", 60.0, 9, &["abcdefghi", "jklmnopqr", "stuvwxyz"]);
        check("abcdefghijklmnopqrstuvwxyz", 60.0, 1, &["abcdef…"]);
    }

    #[test]
    fn leaves_out_what_xml_cannot_hold() {
        assert_eq!(Span::new("a\u{0}b\nc", Style::Detail).text, "ab c");
    }
}
