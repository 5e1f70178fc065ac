//! A window over a stream of bytes: read in big blocks, however large the file is.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::rc::Rc;

use encoding_rs::{UTF_16BE, UTF_16LE};
use flate2::read::MultiGzDecoder;

use super::encoding::{Found, Transcoded, found};
use super::{Input, ReadError, not_text};
use crate::progress::Progress;

/// So much is read at once.
const BLOCK: usize = 1 << 20;

/// The window grows up to this; an element of a log, or a row, that is longer is not read.
pub(crate) const WINDOW_MAX: usize = 64 << 20;

/// A window over the text of a file: decompressed, and in UTF-8 if it said that it is something else.
pub(crate) struct Source<'a> {
    reader: Box<dyn Read + 'a>,
    file: PathBuf,
    window: Vec<u8>,
    start: usize,
    end: usize,
    /// How much of the text stands before the window.
    before: u64,
    ended: bool,
    broken: Option<String>,
    taken: Rc<Cell<u64>>,
    size: Option<u64>,
    progress: &'a dyn Progress,
    stopped: bool,
    encoding: &'static str,
    sure: bool,
}

impl<'a> Source<'a> {
    /// Opens an input. `encoding` is what the caller says of it.
    pub fn open(
        input: Input<'a>,
        encoding: Option<&str>,
        progress: &'a dyn Progress,
    ) -> Result<Source<'a>, ReadError> {
        let file = input.name();
        let fault = |source| ReadError::File { file: file.clone(), source };
        let (raw, size): (Box<dyn Read + 'a>, _) = match input {
            Input::File(path) => {
                let opened = File::open(path).map_err(fault)?;
                let about = opened.metadata().map_err(fault)?;
                if about.is_dir() {
                    return Err(fault(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder")));
                }
                (Box::new(opened), Some(about.len()))
            }
            Input::Stream(stream, _) => (stream, None),
        };
        let taken = Rc::new(Cell::new(0));
        let counted = Counted { inner: raw, taken: Rc::clone(&taken) };
        let (head, plain) = peeked(Box::new(counted), 2).map_err(fault)?;
        let text: Box<dyn Read + 'a> =
            if head == [0x1f, 0x8b] { Box::new(Forgiving::new(MultiGzDecoder::new(plain))) } else { plain };
        let (head, text) = peeked(text, SAMPLE).map_err(fault)?;
        let found = found(&head, encoding)?;
        let is_wide =
            encoding.is_some() || matches!(found, Found::Other(it) if it == UTF_16LE || it == UTF_16BE);
        if let Some(what) = not_text::what(&head, is_wide) {
            return Err(ReadError::NotText { file, what });
        }
        let (text, encoding, sure): (Box<dyn Read + 'a>, _, _) = match found {
            Found::Utf8 { bom, sure } => (skipped(text, bom).map_err(fault)?, "UTF-8", sure),
            Found::Other(encoding) => (Box::new(Transcoded::new(text, encoding)), encoding.name(), true),
        };
        Ok(Source {
            reader: text,
            file,
            window: Vec::new(),
            start: 0,
            end: 0,
            before: 0,
            ended: false,
            broken: None,
            taken,
            size,
            progress,
            stopped: false,
            encoding,
            sure,
        })
    }

    /// Says that this is no file of the kind that it was said to be.
    pub fn no_log(&self, why: String) -> ReadError {
        ReadError::NotALog { file: self.file.clone(), why }
    }

    /// The name of the encoding that the file is in.
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Whether anything told the encoding, see [`Found::Utf8`].
    pub fn is_sure(&self) -> bool {
        self.sure
    }

    /// What of the text is in the window and not yet consumed.
    pub fn bytes(&self) -> &[u8] {
        &self.window[self.start..self.end]
    }

    /// Where the window begins in the text.
    pub fn offset(&self) -> u64 {
        self.before + self.start as u64
    }

    /// Whether the window reaches to the end.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Whether somebody stopped the reading.
    pub fn stopped(&self) -> bool {
        self.stopped
    }

    /// Why the compressed data ended early, if it did.
    pub fn broken(&self) -> Option<&str> {
        self.broken.as_deref()
    }

    /// Gives up the first bytes of the window.
    pub fn consume(&mut self, bytes: usize) {
        self.start += bytes;
        debug_assert!(self.start <= self.end, "only what is in the window is consumed");
    }

    /// Reads another block behind what is in the window. False when there is no more, or when the window is as large
    /// as it may be.
    pub fn more(&mut self) -> Result<bool, ReadError> {
        if self.ended || self.end - self.start >= WINDOW_MAX {
            return Ok(false);
        }
        self.progress.at(self.taken.get(), self.size);
        if self.progress.stopped() {
            (self.stopped, self.ended) = (true, true);
            return Ok(false);
        }
        self.window.copy_within(self.start..self.end, 0);
        self.before += self.start as u64;
        self.end -= self.start;
        self.start = 0;
        // What is in the window may be half of a long element: doubling keeps the work linear.
        let room = BLOCK.max(self.end);
        if self.window.len() < self.end + room {
            self.window.resize(self.end + room, 0);
        }
        let before = self.end;
        while self.end - before < room {
            match self.reader.read(&mut self.window[self.end..before + room]) {
                Ok(0) => {
                    self.ended = true;
                    self.progress.at(self.taken.get(), self.size);
                    break;
                }
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if is_broken(&error) => {
                    self.broken = Some(error.to_string());
                    self.ended = true;
                    break;
                }
                Err(source) => return Err(ReadError::File { file: self.file.clone(), source }),
            }
        }
        Ok(self.end > before)
    }
}

/// So much of a text is looked at to find its encoding.
const SAMPLE: usize = 64 << 10;

/// The first bytes of a stream, and the stream as it was.
fn peeked<'a>(mut stream: Box<dyn Read + 'a>, bytes: usize) -> io::Result<(Vec<u8>, Box<dyn Read + 'a>)> {
    let mut head = Vec::new();
    match (&mut stream).take(bytes as u64).read_to_end(&mut head) {
        Err(error) if !is_broken(&error) => return Err(error),
        // What came before the break stands in `head`; the break is met again when the stream is read on.
        _ => {}
    }
    let whole = io::Cursor::new(head.clone()).chain(stream);
    Ok((head, Box::new(whole)))
}

fn skipped<'a>(mut stream: Box<dyn Read + 'a>, bytes: usize) -> io::Result<Box<dyn Read + 'a>> {
    io::copy(&mut (&mut stream).take(bytes as u64), &mut io::sink())?;
    Ok(stream)
}

/// Counts what is taken from the file, before it is decompressed.
struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.taken.set(self.taken.get() + read as u64);
        Ok(read)
    }
}

/// Gives what was decompressed before the compressed data broke, and only then says that it broke.
struct Forgiving<R> {
    inner: R,
    broken: bool,
}

impl<R: Read> Forgiving<R> {
    fn new(inner: R) -> Forgiving<R> {
        Forgiving { inner, broken: false }
    }
}

impl<R: Read> Read for Forgiving<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        if self.broken {
            return Err(io::Error::other(Broken));
        }
        self.inner.read(buffer).map_err(|error| match error.kind() {
            InvalidData | InvalidInput | UnexpectedEof => {
                self.broken = true;
                io::Error::other(Broken)
            }
            _ => error,
        })
    }
}

/// The compressed data is cut off or damaged.
#[derive(Debug, thiserror::Error)]
#[error("the compressed data is cut off or damaged")]
struct Broken;

fn is_broken(error: &io::Error) -> bool {
    error.get_ref().is_some_and(|it| it.is::<Broken>())
}
