//! The webhook topics that the connector understands.

/// What a topic's messages are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Topic {
    /// A whole order.
    Order,
    /// An order's edit, in deltas.
    OrderEdited,
    /// An order is gone.
    OrderDeleted,
    /// A refund.
    Refund,
    /// A fulfillment.
    Fulfillment,
    /// Names of fulfillment orders, and little else.
    FulfillmentOrder,
    /// A transaction.
    Transaction,
}

/// A topic as webhooks name it, as GraphQL names it, and what its messages are.
pub(super) const TOPICS: &[(&str, &str, Topic)] = &[
    ("orders/create", "ORDERS_CREATE", Topic::Order),
    ("orders/updated", "ORDERS_UPDATED", Topic::Order),
    ("orders/edited", "ORDERS_EDITED", Topic::OrderEdited),
    ("orders/paid", "ORDERS_PAID", Topic::Order),
    ("orders/cancelled", "ORDERS_CANCELLED", Topic::Order),
    ("orders/fulfilled", "ORDERS_FULFILLED", Topic::Order),
    ("orders/partially_fulfilled", "ORDERS_PARTIALLY_FULFILLED", Topic::Order),
    ("orders/delete", "ORDERS_DELETE", Topic::OrderDeleted),
    ("refunds/create", "REFUNDS_CREATE", Topic::Refund),
    ("fulfillments/create", "FULFILLMENTS_CREATE", Topic::Fulfillment),
    ("fulfillments/update", "FULFILLMENTS_UPDATE", Topic::Fulfillment),
    ("order_transactions/create", "ORDER_TRANSACTIONS_CREATE", Topic::Transaction),
    ("fulfillment_holds/added", "FULFILLMENT_HOLDS_ADDED", Topic::FulfillmentOrder),
    ("fulfillment_holds/released", "FULFILLMENT_HOLDS_RELEASED", Topic::FulfillmentOrder),
    (
        "fulfillment_orders/order_routing_complete",
        "FULFILLMENT_ORDERS_ORDER_ROUTING_COMPLETE",
        Topic::FulfillmentOrder,
    ),
    ("fulfillment_orders/placed_on_hold", "FULFILLMENT_ORDERS_PLACED_ON_HOLD", Topic::FulfillmentOrder),
    ("fulfillment_orders/hold_released", "FULFILLMENT_ORDERS_HOLD_RELEASED", Topic::FulfillmentOrder),
    ("fulfillment_orders/moved", "FULFILLMENT_ORDERS_MOVED", Topic::FulfillmentOrder),
    ("fulfillment_orders/split", "FULFILLMENT_ORDERS_SPLIT", Topic::FulfillmentOrder),
    ("fulfillment_orders/merged", "FULFILLMENT_ORDERS_MERGED", Topic::FulfillmentOrder),
    ("fulfillment_orders/cancelled", "FULFILLMENT_ORDERS_CANCELLED", Topic::FulfillmentOrder),
    ("fulfillment_orders/rescheduled", "FULFILLMENT_ORDERS_RESCHEDULED", Topic::FulfillmentOrder),
    (
        "fulfillment_orders/scheduled_fulfillment_order_ready",
        "FULFILLMENT_ORDERS_SCHEDULED_FULFILLMENT_ORDER_READY",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/fulfillment_request_submitted",
        "FULFILLMENT_ORDERS_FULFILLMENT_REQUEST_SUBMITTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/fulfillment_request_accepted",
        "FULFILLMENT_ORDERS_FULFILLMENT_REQUEST_ACCEPTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/fulfillment_request_rejected",
        "FULFILLMENT_ORDERS_FULFILLMENT_REQUEST_REJECTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/cancellation_request_submitted",
        "FULFILLMENT_ORDERS_CANCELLATION_REQUEST_SUBMITTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/cancellation_request_accepted",
        "FULFILLMENT_ORDERS_CANCELLATION_REQUEST_ACCEPTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/cancellation_request_rejected",
        "FULFILLMENT_ORDERS_CANCELLATION_REQUEST_REJECTED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/fulfillment_service_failed_to_complete",
        "FULFILLMENT_ORDERS_FULFILLMENT_SERVICE_FAILED_TO_COMPLETE",
        Topic::FulfillmentOrder,
    ),
    ("fulfillment_orders/progress_reported", "FULFILLMENT_ORDERS_PROGRESS_REPORTED", Topic::FulfillmentOrder),
    (
        "fulfillment_orders/manually_reported_progress_stopped",
        "FULFILLMENT_ORDERS_MANUALLY_REPORTED_PROGRESS_STOPPED",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/line_items_prepared_for_pickup",
        "FULFILLMENT_ORDERS_LINE_ITEMS_PREPARED_FOR_PICKUP",
        Topic::FulfillmentOrder,
    ),
    (
        "fulfillment_orders/line_items_prepared_for_local_delivery",
        "FULFILLMENT_ORDERS_LINE_ITEMS_PREPARED_FOR_LOCAL_DELIVERY",
        Topic::FulfillmentOrder,
    ),
];

/// What a topic's messages are; `None` for a topic that is not understood.
pub(super) fn topic(name: &str) -> Option<Topic> {
    TOPICS.iter().find(|(topic, ..)| *topic == name).map(|(.., topic)| *topic)
}
