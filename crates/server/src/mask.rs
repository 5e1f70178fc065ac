//! Personal data is masked before a raw message is shown: names, addresses, phones, e-mails; and whatever opens doors.

use serde_json::{Map, Value};

/// What stands in place of what is masked.
pub(crate) const MASK: &str = "•••";

/// Fields that hold personal data wherever they stand. Compared without case and separators.
const PERSONAL: &[&str] = &[
    "email",
    "contactemail",
    "phone",
    "mobile",
    "fax",
    "firstname",
    "lastname",
    "fullname",
    "givenname",
    "familyname",
    "addressee",
    "recipient",
    "address1",
    "address2",
    "street",
    "street1",
    "street2",
    "line1",
    "line2",
    "zip",
    "postcode",
    "postalcode",
    "company",
    "latitude",
    "longitude",
    "browserip",
    "ipaddress",
    "ip",
    "useragent",
    "birthday",
    "birthdate",
    "taxid",
    "vatnumber",
    "note",
    "customernote",
    "giftmessage",
    "accountnumber",
    "city",
];
/// Parts of fields' names that open doors.
const DOORS: &[&str] = &["token", "secret", "password", "authorization", "apikey", "statusurl", "signature"];
/// Objects that describe a person or a place: their `name` is a person's.
const PERSONS: &[&str] =
    &["customer", "address", "shipto", "billto", "recipient", "contact", "buyer", "addressee", "consignee"];

/// A raw body as it may be shown. `known` are the order's own keys: they are never masked.
pub(crate) fn shown(body: &[u8], known: &[&str]) -> String {
    match serde_json::from_slice::<Value>(body) {
        Ok(value) => {
            let masked = mask(value, "", false, known);
            serde_json::to_string_pretty(&masked).unwrap_or_default()
        }
        Err(_) => mail_masked(&String::from_utf8_lossy(body)),
    }
}

/// A difference as it may be shown: addresses stand in quotes there, and only countries are not personal.
pub(crate) fn difference(text: &str) -> String {
    let (mut out, mut quoted) = (String::new(), None::<String>);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, &mut quoted) {
            ('"', None) => quoted = Some(String::new()),
            ('"', Some(value)) => {
                out.push_str(if value.chars().count() > 2 { MASK } else { value });
                quoted = None;
            }
            ('\\', Some(value)) => value.extend(letters.next()),
            (letter, Some(value)) => value.push(letter),
            (letter, None) => out.push(letter),
        }
    }
    if quoted.is_some() { out + MASK } else { out }
}

fn mask(value: Value, field: &str, in_person: bool, known: &[&str]) -> Value {
    let bare = bare(field);
    let in_person = in_person || PERSONS.iter().any(|it| bare.contains(it));
    match value {
        Value::Object(object) => {
            let in_person = in_person || is_person(&object);
            Value::Object(
                object
                    .into_iter()
                    .map(|(name, value)| {
                        let masked =
                            mask(value, &name, in_person && name != "line_items" && name != "lines", known);
                        (name, masked)
                    })
                    .collect(),
            )
        }
        Value::Array(all) => all.into_iter().map(|it| mask(it, field, in_person, known)).collect(),
        Value::Null | Value::Bool(_) => value,
        Value::String(text) if known.contains(&text.as_str()) => Value::String(text),
        _ if PERSONAL.contains(&bare.as_str())
            || DOORS.iter().any(|it| bare.contains(it))
            || (bare == "name" && in_person) =>
        {
            Value::String(MASK.to_owned())
        }
        Value::String(text) => Value::String(mail_masked(&text)),
        number => number,
    }
}

/// A field's name without case and separators.
fn bare(field: &str) -> String {
    field.chars().filter(|it| it.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// An object that has a person's parts is about a person, whatever it is called.
fn is_person(object: &Map<String, Value>) -> bool {
    object
        .keys()
        .any(|it| matches!(bare(it).as_str(), "firstname" | "lastname" | "address1" | "street" | "zip"))
}

/// E-mail addresses and phone numbers in running text.
fn mail_masked(text: &str) -> String {
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '.' | '_' | '-' | '+' | '@' | '%');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, from) = rest.split_at(start);
        out.push_str(before);
        let end = from.find(|it| !is_part(it)).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        out.push_str(if is_mail(word) || is_phone(word) { MASK } else { word });
        rest = after;
    }
    out.push_str(rest);
    out
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_phone(word: &str) -> bool {
    word.starts_with('+') && word.bytes().filter(u8::is_ascii_digit).count() >= 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn persons_are_masked_and_orders_are_not() {
        let body = json!({
            "id": 820982911946154508_u64,
            "name": "#1001",
            "email": "ada@example.com",
            "order_status_url": "https://shop.example/orders/authenticate?key=abc",
            "note": "ring twice, call +12125550199",
            "customer": { "id": 7, "first_name": "Ada", "name": "Ada Byron", "tags": "vip" },
            "shipping_address": { "name": "Ada Byron", "address1": "12 St James", "zip": "10001", "country_code": "US" },
            "line_items": [{ "name": "Tent, two persons", "sku": "A-1", "quantity": 2 }],
            "message": "write to ada@example.com or +1-212-555-0199",
            "total": "12.50",
        });
        let shown = shown(body.to_string().as_bytes(), &["#1001"]);
        for personal in ["ada@", "Ada", "Byron", "St James", "10001", "0199", "key=abc", "ring twice"] {
            assert!(!shown.contains(personal), "{personal} in {shown}");
        }
        for business in ["820982911946154508", "#1001", "Tent, two persons", "A-1", "12.50", "US", "vip"] {
            assert!(shown.contains(business), "{business} not in {shown}");
        }
    }

    #[test]
    fn a_difference_names_no_street() {
        for (text, expected) in [
            ("A-1: 2 against 3", "A-1: 2 against 3"),
            ("street \"12 \\\"Old\\\" Way\" against \"1 Mill St\"", "street ••• against •••"),
            ("A-1: 2 against 3; country \"US\" against \"CA\"", "A-1: 2 against 3; country US against CA"),
            ("street \"cut", "street •••"),
        ] {
            assert_eq!(difference(text), expected);
        }
    }

    #[test]
    fn what_is_not_json_is_masked_as_text() {
        assert_eq!(shown(b"To: ada@example.com, +44 1 or +4420123456", &[]), "To: •••, +44 1 or •••");
        assert!(!shown(&[0xff, 0xfe, b'a'], &[]).is_empty());
    }
}
