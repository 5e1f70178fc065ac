//! A first look at an expression, before the parser: is it short, shallow and closed enough to be parsed?
//!
//! The parser recurses over what it reads, so that its stack must be bounded before it begins.

/// The longest expression, in bytes.
pub(super) const LENGTH_MAX: usize = 10_000;
/// How deep its tree may be, by the estimate of [`Depth`]. The parser needs about 5 kB of stack for each step.
pub(super) const DEPTH_MAX: usize = 100;
/// What a bracket adds to the depth: the parser goes through all its levels of precedence.
const BRACKET_DEPTH: usize = 4;

/// What is wrong with an expression, and where in it: byte offsets into its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Flaw {
    /// First byte and one past the last.
    pub span: (usize, usize),
    /// What is wrong.
    pub message: String,
    /// What is said under the span.
    pub label: String,
    /// How to mend it.
    pub help: Option<String>,
}

impl Flaw {
    /// A flaw with what is said under its span.
    pub(crate) fn new(span: (usize, usize), message: impl Into<String>, label: impl Into<String>) -> Self {
        Self { span, message: message.into(), label: label.into(), help: None }
    }

    /// The same, with a way to mend it.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The brackets of an expression, each with the one that closes it, by byte offset.
#[derive(Debug, Default)]
pub(super) struct Brackets(Vec<(usize, usize)>);

impl Brackets {
    /// Where the bracket that opens at `open` closes.
    pub(super) fn closing(&self, open: usize) -> Option<usize> {
        self.0.iter().find(|(start, _)| *start == open).map(|(_, end)| *end)
    }
}

/// Looks over an expression without understanding it.
pub(super) fn scan(text: &str) -> Result<Brackets, Flaw> {
    let whole = (0, text.len());
    if text.trim().is_empty() {
        return Err(Flaw::new(whole, "the expression is empty", "nothing is written here"));
    }
    if text.len() > LENGTH_MAX {
        let message =
            format!("the expression is too long: {} bytes, at most {LENGTH_MAX} are read", text.len());
        return Err(Flaw::new(whole, message, "too long"));
    }
    let bytes = text.as_bytes();
    let mut open = Vec::new();
    let mut brackets = Brackets::default();
    let mut depth = Depth::default();
    for met in code(text) {
        let (at, byte) = met?;
        match byte {
            b'(' | b'[' | b'{' => {
                open.push(at);
                depth.open();
            }
            b')' | b']' | b'}' => match open.pop() {
                Some(start) if closes(bytes[start], byte) => {
                    brackets.0.push((start, at));
                    depth.close();
                }
                Some(start) => {
                    let message = format!("`{}` does not close `{}`", byte as char, bytes[start] as char);
                    return Err(Flaw::new((at, at + 1), message, "not the bracket that is open"));
                }
                None => {
                    let message = format!("`{}` closes nothing", byte as char);
                    return Err(Flaw::new((at, at + 1), message, "no bracket is open here"));
                }
            },
            b'?' => depth.here.choices += 1,
            b'+' | b'-' | b'*' | b'/' | b'%' | b'!' | b'.' | b'<' | b'>' | b'=' => depth.here.operators += 1,
            b'&' | b'|' => depth.here.operators = 0,
            b',' => depth.here = Chain::default(),
            _ => {}
        }
        if depth.now() > DEPTH_MAX {
            let message = "the expression is nested too deeply, or is too long a chain of operators";
            let flaw = Flaw::new((at, at + 1), message, "from here on");
            return Err(flaw.help("split it: a mapping can name parts with `let`"));
        }
    }
    match open.pop() {
        Some(start) => {
            let message = format!("`{}` is never closed", bytes[start] as char);
            Err(Flaw::new((start, start + 1), message, "opened here"))
        }
        None => Ok(brackets),
    }
}

/// The sides of the `&&` that stand in no bracket, of an expression that has been parsed.
pub(super) fn sides(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut sides, mut start, mut depth) = (Vec::new(), 0, 0_usize);
    // A text that has been parsed has no flaw.
    for (at, byte) in code(text).flatten() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b'&' if depth == 0 && at >= start && bytes.get(at + 1) == Some(&b'&') => {
                sides.push(text[start..at].trim());
                start = at + 2;
            }
            _ => {}
        }
    }
    sides.push(text[start..].trim());
    sides
}

/// The bytes of an expression that stand in no text literal and in no comment, each with its offset; a text literal
/// that is never closed ends them with a flaw.
fn code(text: &str) -> impl Iterator<Item = Result<(usize, u8), Flaw>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            match *bytes.get(at)? {
                b'"' | b'\'' => match end_of_text(text, at) {
                    Ok(end) => at = end,
                    Err(flaw) => {
                        at = bytes.len();
                        return Some(Err(flaw));
                    }
                },
                b'/' if bytes.get(at + 1) == Some(&b'/') => {
                    at = text[at..].find('\n').map_or(bytes.len(), |line| at + line);
                }
                byte => {
                    at += 1;
                    return Some(Ok((at - 1, byte)));
                }
            }
        }
    })
}

/// An estimate, never too low, of how deep the tree is where the scan stands.
///
/// In one bracket, each operator of a chain makes the tree a step deeper, and each `?` two. A comma begins anew;
/// `&&` and `||`, whose chains the parser balances, begin anew but for the `?` that they stand behind.
#[derive(Default)]
struct Depth {
    outer: Vec<Chain>,
    outer_sum: usize,
    here: Chain,
}

/// How far chains go in one bracket.
#[derive(Default, Clone, Copy)]
struct Chain {
    operators: usize,
    choices: usize,
}

impl Chain {
    fn depth(self) -> usize {
        self.operators + 2 * self.choices
    }
}

impl Depth {
    fn now(&self) -> usize {
        self.outer_sum + self.here.depth()
    }

    fn open(&mut self) {
        self.outer_sum += self.here.depth() + BRACKET_DEPTH;
        self.outer.push(std::mem::take(&mut self.here));
    }

    fn close(&mut self) {
        self.here = self.outer.pop().unwrap_or_default();
        self.outer_sum = self.outer_sum.saturating_sub(self.here.depth() + BRACKET_DEPTH);
        // A bracket that is shut is a step of its chain: `a[0][0]`, `a.f().g()`.
        self.here.operators += 1;
    }
}

fn closes(open: u8, close: u8) -> bool {
    matches!((open, close), (b'(', b')') | (b'[', b']') | (b'{', b'}'))
}

/// One past the end of the text literal that begins with the quote at `start`.
fn end_of_text(text: &str, start: usize) -> Result<usize, Flaw> {
    let bytes = text.as_bytes();
    let quote = bytes[start];
    let raw = start > 0 && matches!(bytes[start - 1], b'r' | b'R');
    let triple = bytes.len() >= start + 3 && bytes[start + 1] == quote && bytes[start + 2] == quote;
    let length = if triple { 3 } else { 1 };
    let mut at = start + length;
    while at < bytes.len() {
        if bytes[at] == b'\\' && !raw {
            at += 2;
        } else if bytes[at..].iter().take(length).filter(|byte| **byte == quote).count() == length {
            return Ok(at + length);
        } else {
            at += 1;
        }
    }
    Err(Flaw::new((start, start + length), "the text is never closed", "it begins here"))
}
