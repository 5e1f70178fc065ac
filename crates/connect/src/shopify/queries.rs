//! Our GraphQL documents. Each is a file in `queries/`; fragments stand in files of their own, so that an order has
//! one shape wherever it comes from. The test suite validates every document against Shopify's published schema.

macro_rules! document {
    ($($file:literal),+ $(,)?) => {
        concat!($(include_str!(concat!("queries/", $file, ".graphql"))),+)
    };
}

/// A document that ends in a whole order.
macro_rules! with_order {
    ($file:literal) => {
        document!(
            $file,
            "order_fields",
            "address_fields",
            "money_fields",
            "line_fields",
            "shipping_line_fields",
            "fulfillment_order_fields",
            "fulfillment_order_line_fields",
            "fulfillment_fields",
            "fulfillment_line_fields",
            "refund_fields",
            "refund_line_fields",
            "refund_shipping_line_fields",
            "transaction_fields",
        )
    };
}

pub(super) const ORDER: &str = with_order!("order");
pub(super) const ORDER_OF_FULFILLMENT_ORDER: &str = with_order!("order_of_fulfillment_order");
pub(super) const ORDER_OF_FULFILLMENT: &str = with_order!("order_of_fulfillment");
pub(super) const ORDER_OF_REFUND: &str = with_order!("order_of_refund");
pub(super) const CHANGED_ORDERS: &str = with_order!("changed_orders");
pub(super) const FULFILLMENT_CREATE: &str = with_order!("fulfillment_create");
pub(super) const FULFILLMENT_TRACKING: &str = with_order!("fulfillment_tracking");
pub(super) const FULFILLMENT_CANCEL: &str = with_order!("fulfillment_cancel");
pub(super) const REFUND_CREATE: &str = with_order!("refund_create");
pub(super) const ORDER_CANCEL: &str = document!("order_cancel");
pub(super) const JOB: &str = document!("job");
pub(super) const SUBSCRIPTIONS: &str = document!("subscriptions");
pub(super) const SUBSCRIBE: &str = document!("subscribe");

/// How the rest of a connection is read: whose it is, its field, the root field that finds its owner, the document.
pub(super) struct More {
    /// The owner's type, as its global identifier names it.
    pub owner: &'static str,
    /// The connection's field.
    pub field: &'static str,
    /// The root field that finds the owner.
    pub root: &'static str,
    /// The document.
    pub document: &'static str,
}

/// The connections of a whole order, and how each is read on.
pub(super) const MORE: &[More] = &[
    More {
        owner: "Order",
        field: "lineItems",
        root: "order",
        document: document!("more_lines", "line_fields", "money_fields"),
    },
    More {
        owner: "Order",
        field: "shippingLines",
        root: "order",
        document: document!("more_shipping_lines", "shipping_line_fields", "money_fields"),
    },
    More {
        owner: "Order",
        field: "fulfillmentOrders",
        root: "order",
        document: document!(
            "more_fulfillment_orders",
            "fulfillment_order_fields",
            "fulfillment_order_line_fields"
        ),
    },
    More {
        owner: "FulfillmentOrder",
        field: "lineItems",
        root: "fulfillmentOrder",
        document: document!("more_fulfillment_order_lines", "fulfillment_order_line_fields"),
    },
    More {
        owner: "Fulfillment",
        field: "fulfillmentLineItems",
        root: "fulfillment",
        document: document!("more_fulfillment_lines", "fulfillment_line_fields"),
    },
    More {
        owner: "Refund",
        field: "refundLineItems",
        root: "refund",
        document: document!("more_refund_lines", "refund_line_fields", "money_fields"),
    },
    More {
        owner: "Refund",
        field: "refundShippingLines",
        root: "refund",
        document: document!("more_refund_shipping_lines", "refund_shipping_line_fields", "money_fields"),
    },
    More {
        owner: "Refund",
        field: "transactions",
        root: "refund",
        document: document!("more_refund_transactions", "transaction_fields", "money_fields"),
    },
];

/// Every document that is ever sent, with a name for messages.
#[cfg(test)]
fn all() -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("order", ORDER),
        ("order_of_fulfillment_order", ORDER_OF_FULFILLMENT_ORDER),
        ("order_of_fulfillment", ORDER_OF_FULFILLMENT),
        ("order_of_refund", ORDER_OF_REFUND),
        ("changed_orders", CHANGED_ORDERS),
        ("fulfillment_create", FULFILLMENT_CREATE),
        ("fulfillment_tracking", FULFILLMENT_TRACKING),
        ("fulfillment_cancel", FULFILLMENT_CANCEL),
        ("refund_create", REFUND_CREATE),
        ("order_cancel", ORDER_CANCEL),
        ("job", JOB),
        ("subscriptions", SUBSCRIPTIONS),
        ("subscribe", SUBSCRIBE),
    ];
    all.extend(MORE.iter().map(|it| (it.field, it.document)));
    all
}

#[cfg(test)]
mod tests {
    use apollo_compiler::validation::Valid;
    use apollo_compiler::{ExecutableDocument, Schema};

    use super::*;

    fn validate(schema: &Valid<Schema>) {
        for (name, document) in all() {
            if let Err(error) =
                ExecutableDocument::parse_and_validate(schema, document, format!("{name}.graphql"))
            {
                panic!("{name}: {}", error.errors);
            }
        }
    }

    /// What the twin offers. Whether that schema is whole is for its own tests to say.
    fn offered() -> Valid<Schema> {
        let text = include_str!("../../../sandbox/schema/admin-2026-10.graphql");
        Valid::assume_valid(
            Schema::parse(text, "admin-2026-10.graphql").expect("the trimmed schema can be read"),
        )
    }

    #[test]
    fn every_document_fits_what_the_twin_offers() {
        validate(&offered());
    }

    #[test]
    fn every_connection_of_an_order_can_be_read_on() {
        // Connections are the fields with `pageInfo`: each of them, in every fragment, has its document.
        let mut fields: Vec<&str> =
            ORDER.split("(first:").filter_map(|it| it.rsplit([' ', '\n']).next()).collect();
        fields.pop();
        let connections = ORDER.matches("pageInfo").count();
        assert_eq!(connections, MORE.len());
        for it in MORE {
            assert!(fields.contains(&it.field), "{}", it.field);
        }
    }

    /// The formula of the reference, over our own documents: no query may ask for more than 1,000 points.
    #[test]
    fn no_document_costs_more_than_a_query_may() {
        let schema = offered();
        for (name, document) in all() {
            let document =
                ExecutableDocument::parse_and_validate(&schema, document, name).expect("it is valid");
            let operation = document.operations.iter().next().expect("one operation");
            let cost = cost::of(&document, &operation.selection_set, &schema);
            assert!(cost <= 1000.0, "{name} costs {cost}");
            if name == "order" {
                assert!(cost <= 130.0, "an order costs {cost}");
            }
        }
    }

    mod cost {
        use apollo_compiler::executable::{Field, Selection, SelectionSet};
        use apollo_compiler::schema::ExtendedType;
        use apollo_compiler::{ExecutableDocument, Schema};

        const FREE: [&str; 4] = ["MoneyBag", "MoneyV2", "PageInfo", "UserError"];

        pub fn of(document: &ExecutableDocument, set: &SelectionSet, schema: &Schema) -> f64 {
            set.selections.iter().map(|it| selection(document, it, schema)).sum()
        }

        fn selection(document: &ExecutableDocument, it: &Selection, schema: &Schema) -> f64 {
            match it {
                Selection::Field(it) => field(document, it, schema),
                Selection::FragmentSpread(it) => {
                    of(document, &document.fragments[&it.fragment_name].selection_set, schema)
                }
                Selection::InlineFragment(it) => of(document, &it.selection_set, schema),
            }
        }

        fn field(document: &ExecutableDocument, it: &Field, schema: &Schema) -> f64 {
            let of_type = it.ty().inner_named_type().as_str();
            let is_object =
                matches!(schema.types[of_type], ExtendedType::Object(_) | ExtendedType::Interface(_));
            if !is_object || FREE.contains(&of_type) {
                return 0.0;
            }
            let children = of(document, &it.selection_set, schema);
            if of_type.ends_with("Payload") {
                return 10.0 + children;
            }
            if !of_type.ends_with("Connection") {
                return 1.0 + children;
            }
            // Variables stand for the largest page.
            let first = it
                .arguments
                .iter()
                .find(|it| it.name == "first")
                .and_then(|it| it.value.to_f64())
                .unwrap_or(50.0);
            // `nodes` itself counts one, which is the node's own point.
            2.0 + (2.0 * first.ln()).floor().max(1.0) * children
        }
    }

    /// The whole schema as Shopify publishes it, from its introspection.
    #[cfg(feature = "reference")]
    #[test]
    fn every_document_fits_the_published_schema() {
        use std::io::Read as _;
        let folder = std::env::var("SEAMLESS_REFERENCE")
            .expect("SEAMLESS_REFERENCE names the folder of the reference");
        let path = std::path::Path::new(&folder).join("shopify/admin-2026-10.introspection.json.gz");
        let packed = std::fs::File::open(&path).expect("the published schema is there");
        let mut text = String::new();
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text).expect("it can be unpacked");
        let introspection = serde_json::from_str(&text).expect("it is JSON");
        let sdl = introspection::sdl(&introspection);
        validate(
            &Schema::parse_and_validate(sdl, "published.graphql").expect("the published schema is valid"),
        );
    }

    #[cfg(feature = "reference")]
    mod introspection {
        use std::fmt::Write as _;

        use serde_json::Value;

        /// The schema definition language from an introspection's answer.
        pub fn sdl(answer: &Value) -> String {
            let schema =
                answer.pointer("/data/__schema").or(answer.get("__schema")).expect("an introspection");
            let mut sdl = format!(
                "schema {{ query: {} mutation: {} }}\n",
                text(&schema["queryType"], "name"),
                text(&schema["mutationType"], "name")
            );
            for it in list(schema, "directives") {
                let name = text(it, "name");
                if !["include", "skip", "deprecated", "specifiedBy", "oneOf"].contains(&name) {
                    let places: Vec<&str> = list(it, "locations").iter().filter_map(Value::as_str).collect();
                    writeln!(
                        sdl,
                        "directive @{name}{} on {}",
                        inputs(it, "args", "(", ")"),
                        places.join(" | ")
                    )
                    .expect("text");
                }
            }
            for it in list(schema, "types") {
                let name = text(it, "name");
                if !name.starts_with("__") && !["String", "Int", "Float", "Boolean", "ID"].contains(&name) {
                    definition(&mut sdl, it, name);
                }
            }
            sdl
        }

        fn definition(sdl: &mut String, it: &Value, name: &str) {
            let named = |field: &str, by: &str| {
                list(it, field).iter().map(|it| text(it, "name")).collect::<Vec<_>>().join(by)
            };
            match text(it, "kind") {
                "SCALAR" => writeln!(sdl, "scalar {name}"),
                "ENUM" => writeln!(sdl, "enum {name} {{ {} }}", named("enumValues", " ")),
                "UNION" => writeln!(sdl, "union {name} = {}", named("possibleTypes", " | ")),
                "INPUT_OBJECT" => writeln!(sdl, "input {name} {}", inputs(it, "inputFields", "{ ", " }")),
                kind => {
                    let keyword = if kind == "INTERFACE" { "interface" } else { "type" };
                    let interfaces = named("interfaces", " & ");
                    let implements = if interfaces.is_empty() {
                        String::new()
                    } else {
                        format!(" implements {interfaces}")
                    };
                    let fields: Vec<String> = list(it, "fields")
                        .iter()
                        .map(|it| {
                            format!(
                                "{}{}: {}",
                                text(it, "name"),
                                inputs(it, "args", "(", ")"),
                                kind_of(&it["type"])
                            )
                        })
                        .collect();
                    writeln!(sdl, "{keyword} {name}{implements} {{ {} }}", fields.join("\n"))
                }
            }
            .expect("text");
        }

        fn inputs(it: &Value, field: &str, open: &str, close: &str) -> String {
            let all: Vec<String> = list(it, field)
                .iter()
                .map(|it| {
                    let default =
                        it["defaultValue"].as_str().map(|it| format!(" = {it}")).unwrap_or_default();
                    format!("{}: {}{default}", text(it, "name"), kind_of(&it["type"]))
                })
                .collect();
            if all.is_empty() { String::new() } else { format!("{open}{}{close}", all.join(", ")) }
        }

        fn kind_of(it: &Value) -> String {
            match text(it, "kind") {
                "NON_NULL" => format!("{}!", kind_of(&it["ofType"])),
                "LIST" => format!("[{}]", kind_of(&it["ofType"])),
                _ => text(it, "name").to_owned(),
            }
        }

        fn text<'v>(it: &'v Value, field: &str) -> &'v str {
            it[field].as_str().unwrap_or_default()
        }

        fn list<'v>(it: &'v Value, field: &str) -> &'v [Value] {
            it[field].as_array().map_or(&[], Vec::as_slice)
        }
    }
}
