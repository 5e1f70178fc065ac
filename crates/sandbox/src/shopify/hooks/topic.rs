//! Topics: `ORDERS_CREATE` in GraphQL is `orders/create` in a header.

/// Words that begin topics and hold an underscore of their own.
const NOUNS: &[&str] = &[
    "ORDER_TRANSACTIONS",
    "FULFILLMENT_ORDERS",
    "FULFILLMENT_EVENTS",
    "FULFILLMENT_HOLDS",
    "DRAFT_ORDERS",
    "INVENTORY_LEVELS",
    "INVENTORY_ITEMS",
    "TENDER_TRANSACTIONS",
    "BULK_OPERATIONS",
    "REVERSE_DELIVERIES",
    "REVERSE_FULFILLMENT_ORDERS",
];

/// The header's form of a topic.
pub(in crate::shopify) fn path_of(topic: &str) -> String {
    let known = NOUNS.iter().find(|it| topic.strip_prefix(**it).is_some_and(|rest| rest.starts_with('_')));
    let split = known.map(|it| it.len()).or_else(|| topic.find('_'));
    match split {
        Some(at) => format!("{}/{}", topic[..at].to_lowercase(), topic[at + 1..].to_lowercase()),
        None => topic.to_lowercase(),
    }
}

/// The schema's form of a topic that is given in either.
pub(in crate::shopify) fn topic_of(given: &str) -> String {
    given.replace('/', "_").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_have_two_forms() {
        for (topic, path) in [
            ("ORDERS_CREATE", "orders/create"),
            ("ORDERS_PARTIALLY_FULFILLED", "orders/partially_fulfilled"),
            ("ORDER_TRANSACTIONS_CREATE", "order_transactions/create"),
            ("FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE", "fulfillment_orders/order_routing_complete"),
            ("FULFILLMENTS_CREATE", "fulfillments/create"),
        ] {
            assert_eq!(path_of(topic), path);
            assert_eq!(topic_of(path), topic);
        }
    }
}
