//! The `api` part of a profile: how a JSON API is spoken with.

use indexmap::IndexMap;
use seamless_model::DocumentKind;

use super::fields::{Field, Table, Want, Word, may, must};
use super::files::Files;
use super::notes::{Mistake, Notes, one_of};
use super::tables::documents;
use super::thing::Fields;
use super::words::endpoint;
use crate::tree::{Node, NodeValue};
use crate::{Api, ApiAuth, DocumentApi, Endpoint, Mapping, MappingUse, Place, WebhookApi};

fn auths() -> Vec<&'static str> {
    vec!["bearer", "basic", "none"]
}

fn encodings() -> Vec<&'static str> {
    vec!["hex", "base64"]
}

/// The kinds of documents, each with what a profile says of it.
fn documents_said() -> Vec<Word> {
    let said = |word| Word {
        word,
        about: format!("How a document of kind `{word}` is read and written."),
        example: format!("{{ read: \"GET /{word}s/{{id}}\" }}"),
    };
    documents().into_iter().map(said).collect()
}

/// The fields of an API.
pub(crate) static API: Table = Table {
    noun: "api",
    about: "How a JSON API is spoken with.",
    fields: &[
        must(
            "auth",
            Want::Any(&[Want::OneOf(auths), Want::Fixed(&AUTH)]),
            "bearer",
            "How a call is authorised: `bearer`, `basic`, `none` or `{ header: X-Api-Key }`. The secret stands in the map.",
        ),
        may(
            "webhooks",
            Want::Fixed(&WEBHOOKS),
            "{ signature: { header: X-Signature }, event: X-Event, delivery: X-Delivery, events: { orders.created: order } }",
            "How it announces changes, where it does.",
        ),
        must(
            "documents",
            Want::ByWord(documents_said, &Want::Fixed(&DOCUMENT)),
            "{ order: { read: \"GET /orders/{id}\", create: \"POST /orders\" } }",
            "What can be done with each kind of document.",
        ),
    ],
};

static AUTH: Table = Table {
    noun: "auth",
    about: "A token in a header of its own.",
    fields: &[must("header", Want::Text, "X-Api-Key", "The header.")],
};

static WEBHOOKS: Table = Table {
    noun: "webhooks",
    about: "How webhooks are signed and told apart.",
    fields: &[
        must(
            "signature",
            Want::Fixed(&SIGNATURE),
            "{ header: X-Signature }",
            "Where the signature stands: HMAC-SHA256 of the raw body.",
        ),
        must("event", Want::Text, "X-Event", "The header that names the event."),
        must(
            "delivery",
            Want::Text,
            "X-Delivery",
            "The header with the delivery's identifier, for deduplication.",
        ),
        may(
            "document",
            Want::Text,
            "data",
            "Dotted path to the document in the body; the whole body if left out.",
        ),
        must(
            "events",
            Want::ByKey(&Want::OneOf(documents)),
            "{ shipments.created: shipment }",
            "The events that are understood, and the kind of document that each brings.",
        ),
    ],
};

static SIGNATURE: Table = Table {
    noun: "signature",
    about: "Where a webhook's signature stands.",
    fields: &[
        must("header", Want::Text, "X-Signature", "The header with the signature."),
        may("prefix", Want::Text, "\"sha256=\"", "What stands before the signature in that header."),
        may(
            "encoding",
            Want::OneOf(encodings),
            "hex",
            "How the signature is written: `hex` or `base64`; `hex` if left out.",
        ),
    ],
};

static DOCUMENT: Table =
    Table { noun: "document", about: "What can be done with one kind of document.", fields: CALLS };

static CALLS: &[Field] = &[
    may(
        "list",
        Want::ENDPOINT,
        "\"GET /orders?updated_since={since}&after={cursor}&limit={limit}\"",
        "Ask for what changed.",
    ),
    may(
        "items",
        Want::Text,
        "items",
        "Dotted path to the list in the answer; the answer is the list if left out.",
    ),
    may(
        "next",
        Want::Text,
        "next",
        "Dotted path to the next page's cursor in the answer; no pages if left out.",
    ),
    may("read", Want::ENDPOINT, "\"GET /orders/{id}\"", "Read one."),
    may(
        "find",
        Want::ENDPOINT,
        "\"GET /orders?reference={key}\"",
        "Look up by external key; answers as `list` does.",
    ),
    may("create", Want::ENDPOINT, "\"POST /orders\"", "Create one."),
    may("update", Want::ENDPOINT, "\"PUT /orders/{id}\"", "Change one."),
    may("cancel", Want::ENDPOINT, "\"POST /orders/{id}/cancel\"", "Cancel one."),
    may(
        "idempotency",
        Want::Text,
        "Idempotency-Key",
        "The header in which an idempotency key is passed on `create`.",
    ),
    may("reads", Want::FILE, "mappings/oms-order-read.yaml", "The mapping that reads the system's JSON."),
    may(
        "writes",
        Want::FILE,
        "mappings/oms-order-write.yaml",
        "The mapping that builds JSON for `create` and `update`.",
    ),
    may(
        "cancels",
        Want::FILE,
        "mappings/oms-order-cancel.yaml",
        "The mapping that builds JSON for `cancel`; empty if left out.",
    ),
];

/// All kinds of documents by their words.
pub(crate) fn kinds_by_word() -> Vec<(&'static str, DocumentKind)> {
    DocumentKind::ALL.iter().map(|it| (it.word(), *it)).collect()
}

/// Reads an API.
pub(crate) fn read_api(node: &Node, place: &Place, files: &mut Files<'_, '_>, notes: &mut Notes) -> Api {
    let fields = Fields::read(node, &API, "the api", place, notes);
    let auth = read_auth(&fields, notes).unwrap_or(ApiAuth::None);
    let webhooks = fields.get("webhooks").and_then(|node| read_webhooks(node, place, notes));
    let mut kinds = IndexMap::new();
    for (key, node) in fields.map_of("documents", notes) {
        let title = fields.title("documents");
        if let Some(kind) = one_of(&key.text, &key.place, &title, &kinds_by_word(), notes) {
            kinds.insert(kind, read_document(kind, node, &key.place, files, notes));
        }
    }
    Api { auth, webhooks, documents: kinds }
}

fn read_auth(fields: &Fields<'_>, notes: &mut Notes) -> Option<ApiAuth> {
    let node = fields.get("auth")?;
    if let NodeValue::Map(_) = node.value {
        let inner = Fields::read(node, &AUTH, "auth", &node.place, notes);
        return inner.parse("header", notes, header).map(ApiAuth::Header);
    }
    let all = [("bearer", ApiAuthWord::Bearer), ("basic", ApiAuthWord::Basic), ("none", ApiAuthWord::None)];
    fields.word("auth", notes, &all).map(|word| match word {
        ApiAuthWord::Bearer => ApiAuth::Bearer,
        ApiAuthWord::Basic => ApiAuth::Basic,
        ApiAuthWord::None => ApiAuth::None,
    })
}

#[derive(Clone, Copy)]
enum ApiAuthWord {
    Bearer,
    Basic,
    None,
}

fn read_webhooks(node: &Node, place: &Place, notes: &mut Notes) -> Option<WebhookApi> {
    let fields = Fields::read(node, &WEBHOOKS, "webhooks", place, notes);
    let event_header = fields.parse("event", notes, header);
    let delivery_header = fields.parse("delivery", notes, header);
    let document_at = fields.text("document", notes).unwrap_or_default();
    let mut events = IndexMap::new();
    for (key, node) in fields.map_of("events", notes) {
        let title = format!("the document of event `{}`", key.text);
        let word = node.scalar().unwrap_or(node.what());
        if let Some(kind) = one_of(word, &node.place, &title, &kinds_by_word(), notes) {
            events.insert(key.text.clone(), kind);
        }
    }
    let signature = Fields::read(fields.get("signature")?, &SIGNATURE, "the signature", place, notes);
    let signature_header = signature.parse("header", notes, header);
    let signature_prefix = signature.text("prefix", notes).unwrap_or_default();
    let encodings = [("hex", "hex"), ("base64", "base64")];
    let signature_encoding = signature.word("encoding", notes, &encodings).unwrap_or("hex").to_owned();
    Some(WebhookApi {
        signature_header: signature_header?,
        signature_prefix,
        signature_encoding,
        event_header: event_header?,
        delivery_header: delivery_header?,
        events,
        document_at,
    })
}

fn read_document(
    kind: DocumentKind,
    node: &Node,
    place: &Place,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> DocumentApi {
    let fields = Fields::read(node, &DOCUMENT, format!("document `{kind}`"), place, notes);
    DocumentApi {
        list: call(&fields, "list", notes),
        items: fields.text("items", notes).unwrap_or_default(),
        next: fields.text("next", notes).unwrap_or_default(),
        read: call(&fields, "read", notes),
        find: call(&fields, "find", notes),
        create: call(&fields, "create", notes),
        update: call(&fields, "update", notes),
        cancel: call(&fields, "cancel", notes),
        idempotency_header: fields.parse("idempotency", notes, header),
        read_map: mapping(&fields, "reads", MappingUse::Read(kind), files, notes),
        write_map: mapping(&fields, "writes", MappingUse::Write(kind), files, notes),
        cancel_map: mapping(&fields, "cancels", MappingUse::Cancel(kind), files, notes),
    }
}

/// A call, which must have the holes that its purpose fills.
fn call(fields: &Fields<'_>, name: &'static str, notes: &mut Notes) -> Option<Endpoint> {
    let needs = match name {
        "read" | "update" | "cancel" => Some("{id}"),
        "find" => Some("{key}"),
        _ => None,
    };
    fields.parse(name, notes, |text| {
        let read = endpoint(text)?;
        match needs.filter(|hole| !read.path.contains(hole)) {
            Some(hole) => Err(Mistake::new(
                format!("the call `{name}` does not say where `{hole}` goes"),
                format!("without `{hole}`"),
                format!("put `{hole}` into the path or the query"),
            )),
            None => Ok(read),
        }
    })
}

/// The mapping in a file that a field names.
pub(crate) fn mapping(
    fields: &Fields<'_>,
    name: &str,
    for_what: MappingUse,
    files: &mut Files<'_, '_>,
    notes: &mut Notes,
) -> Option<Mapping> {
    let (path, node) = fields.scalar(name, notes)?;
    files.mapping(path, &node.place, for_what, notes)
}

/// The name of an HTTP header.
fn header(text: &str) -> Result<String, Mistake> {
    let good = !text.is_empty() && text.chars().all(|it| it.is_ascii_alphanumeric() || "-_".contains(it));
    if good {
        return Ok(text.to_owned());
    }
    Err(Mistake::new(
        "this is not the name of a header",
        "not a header",
        "write a name such as `X-Signature`",
    ))
}
