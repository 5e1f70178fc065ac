//! The dashboard's password: made at the first start, kept only stretched.

use hmac::{Hmac, KeyInit, Mac};
use seamless_store::Store;
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::ServeError;

/// Where the stretched password is kept.
const KEPT_AS: &str = "dashboard/password";
/// Rounds of PBKDF2 with HMAC-SHA256. Source: OWASP Password Storage Cheat Sheet, 600,000.
const ROUNDS: u32 = 600_000;
const SALT_BYTES: usize = 16;
/// Letters and digits that are not mistaken for each other when read aloud.
const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
/// Four groups of five out of 32: 100 bits.
const GROUPS: usize = 4;
const LETTERS: usize = 5;

/// Makes the dashboard's password if there is none yet, and gives it, this once, to be shown.
pub async fn ensure_password<S: Store>(store: &S) -> Result<Option<String>, ServeError> {
    if store.value(KEPT_AS).await?.is_some() {
        return Ok(None);
    }
    let password = invent()?;
    let salt: [u8; SALT_BYTES] = random()?;
    let kept = stretched(password.clone(), salt.to_vec(), ROUNDS).await;
    store.set_value(KEPT_AS, &kept).await?;
    Ok(Some(password))
}

/// Whether this is the password. As slow as stretching is, on a thread of its own.
pub(crate) async fn is_right<S: Store>(store: &S, password: &str) -> Result<bool, ServeError> {
    let kept = store.value(KEPT_AS).await?.unwrap_or_default();
    let mut parts = kept.split('$').skip(1);
    let rounds = parts.next().and_then(|it| it.parse::<u32>().ok());
    let salt = parts.next().and_then(|it| hex::decode(it).ok());
    let (Some(rounds), Some(salt)) = (rounds, salt) else { return Ok(false) };
    let given = stretched(password.trim().to_owned(), salt, rounds).await;
    Ok(bool::from(given.as_bytes().ct_eq(kept.as_bytes())))
}

/// Random bytes of the machine.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], ServeError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| ServeError::Random(error.to_string()))?;
    Ok(bytes)
}

fn invent() -> Result<String, ServeError> {
    let bytes: [u8; GROUPS * LETTERS] = random()?;
    let letters: Vec<char> = bytes.iter().map(|it| char::from(ALPHABET[usize::from(it % 32)])).collect();
    Ok(letters.chunks(LETTERS).map(|it| it.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

async fn stretched(password: String, salt: Vec<u8>, rounds: u32) -> String {
    let work = move || {
        let hash = pbkdf2(password.as_bytes(), &salt, rounds);
        format!("pbkdf2-sha256${rounds}${}${}", hex::encode(salt), hex::encode(hash))
    };
    // A thread that panicked gives nothing, and nothing is never right.
    tokio::task::spawn_blocking(work).await.unwrap_or_default()
}

/// One block of PBKDF2 with HMAC-SHA256 (RFC 8018).
fn pbkdf2(password: &[u8], salt: &[u8], rounds: u32) -> [u8; 32] {
    let keyed = keyed(password);
    let mut first = keyed.clone();
    first.update(salt);
    first.update(&1_u32.to_be_bytes());
    let mut last: [u8; 32] = first.finalize().into_bytes().into();
    let mut all = last;
    for _ in 1..rounds {
        let mut next = keyed.clone();
        next.update(&last);
        last = next.finalize().into_bytes().into();
        all.iter_mut().zip(last).for_each(|(sum, byte)| *sum ^= byte);
    }
    all
}

/// An HMAC with this key. Keys of any length are good.
pub(crate) fn keyed(key: &[u8]) -> Hmac<Sha256> {
    match Hmac::new_from_slice(key) {
        Ok(keyed) => keyed,
        Err(_) => unreachable!("HMAC takes keys of any length"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use seamless_store::Memory;

    #[test]
    fn stretching_agrees_with_published_vectors() {
        // RFC 7914, section 11; the first 32 bytes.
        assert_eq!(
            hex::encode(pbkdf2(b"passwd", b"salt", 1)),
            "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
        );
        assert_eq!(
            hex::encode(pbkdf2(b"Password", b"NaCl", 80_000)),
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56"
        );
    }

    #[tokio::test]
    async fn a_password_is_given_once_and_kept_only_stretched() {
        let store = Memory::default();
        let password = ensure_password(&store).await.expect("made").expect("given");
        assert_eq!(ensure_password(&store).await.expect("there"), None);
        let kept = store.value(KEPT_AS).await.expect("read").expect("kept");
        assert!(kept.starts_with("pbkdf2-sha256$600000$") && !kept.contains(&password), "{kept}");
        assert!(is_right(&store, &password).await.expect("compared"));
        assert!(!is_right(&store, "guess").await.expect("compared"));
        assert!(!is_right(&Memory::default(), "").await.expect("compared"));
    }
}
