//! Which encoding a text is in, and the text in UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::ReadError;

/// What a text is in.
pub(crate) enum Found {
    /// UTF-8, behind a byte order mark of so many bytes.
    Utf8 {
        /// 3 or none.
        bom: usize,
        /// Whether anything told so: a text that begins with ASCII only can still turn out to be Windows-1252.
        sure: bool,
    },
    /// Something else, to be turned into UTF-8.
    Other(&'static Encoding),
}

/// Finds the encoding: a byte order mark tells it, else the caller, else the text itself: zeros beside ASCII are
/// UTF-16, what is right UTF-8 is UTF-8, and what is not is Windows-1252, as spreadsheets write it.
pub(crate) fn found(head: &[u8], said: Option<&str>) -> Result<Found, ReadError> {
    if let Some((encoding, bom)) = Encoding::for_bom(head) {
        return Ok(if encoding == UTF_8 { Found::Utf8 { bom, sure: true } } else { Found::Other(encoding) });
    }
    if let Some(said) = said {
        let encoding = Encoding::for_label(said.as_bytes()).ok_or_else(|| {
            ReadError::Option(format!(
                "`{said}` is no encoding; say one of the Encoding Standard, such as utf-8, utf-16le or windows-1252"
            ))
        })?;
        return Ok(if encoding == UTF_8 {
            Found::Utf8 { bom: 0, sure: true }
        } else {
            Found::Other(encoding)
        });
    }
    if let Some(encoding) = wide(head) {
        return Ok(Found::Other(encoding));
    }
    let utf8 = match std::str::from_utf8(head) {
        Ok(_) => true,
        // The sample may end within a character.
        Err(error) => error.error_len().is_none() || mostly_utf8(head),
    };
    Ok(if utf8 { Found::Utf8 { bom: 0, sure: !head.is_ascii() } } else { Found::Other(WINDOWS_1252) })
}

/// UTF-16 without a mark: nearly every second byte of a Western text is zero.
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    let pairs = head.len() / 2;
    if pairs < 2 {
        return None;
    }
    let zeros = |first: usize| head[first..].iter().step_by(2).filter(|it| **it == 0).count();
    match (zeros(0), zeros(1)) {
        (0, odd) if odd * 10 > pairs * 7 => Some(UTF_16LE),
        (even, 0) if even * 10 > pairs * 7 => Some(UTF_16BE),
        _ => None,
    }
}

/// Whether no fewer characters beyond ASCII are right UTF-8 than are broken: then it is UTF-8 with broken places, not
/// Windows-1252, in which hardly any sequence of UTF-8 makes sense.
fn mostly_utf8(head: &[u8]) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in head.utf8_chunks() {
        right += chunk.valid().chars().filter(|it| !it.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > 0 && right >= wrong
}

/// Turns a stream into UTF-8; what is no character becomes U+FFFD.
pub(crate) struct Transcoded<R> {
    inner: R,
    decoder: Decoder,
    raw: Vec<u8>,
    start: usize,
    end: usize,
    last: bool,
    done: bool,
    /// Characters that did not fit into the reader's buffer.
    spare: Vec<u8>,
}

impl<R: Read> Transcoded<R> {
    pub fn new(inner: R, encoding: &'static Encoding) -> Transcoded<R> {
        Transcoded {
            inner,
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; 64 << 10],
            start: 0,
            end: 0,
            last: false,
            done: false,
            spare: Vec::new(),
        }
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.len() < 8 || !self.spare.is_empty() {
            return self.read_little(buffer);
        }
        loop {
            if self.done {
                return Ok(0);
            }
            if self.start == self.end && !self.last {
                self.start = 0;
                self.end = self.inner.read(&mut self.raw)?;
                self.last = self.end == 0;
            }
            let (result, read, written, _) =
                self.decoder.decode_to_utf8(&self.raw[self.start..self.end], buffer, self.last);
            self.start += read;
            self.done = self.last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
        }
    }
}

impl<R: Read> Transcoded<R> {
    /// A buffer that may be smaller than a character is filled from a larger one.
    fn read_little(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.spare.is_empty() && !buffer.is_empty() {
            let mut larger = [0; 64];
            let read = self.read(&mut larger)?;
            self.spare.extend_from_slice(&larger[..read]);
        }
        let taken = buffer.len().min(self.spare.len());
        buffer[..taken].copy_from_slice(&self.spare[..taken]);
        self.spare.drain(..taken);
        Ok(taken)
    }
}
