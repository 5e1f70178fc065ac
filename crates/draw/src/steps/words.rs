//! What is said in a step's box.

use seamless_flow::Role;
use seamless_model::DocumentKind;

/// What a person would say happens.
pub fn title(kind: DocumentKind, is_origin: bool, role: Role) -> &'static str {
    use DocumentKind as K;
    let books = role.keeps_books();
    let sells = matches!(role, Role::Storefront | Role::Marketplace);
    match (kind, is_origin) {
        (K::Order, true) => {
            if sells {
                "Order placed"
            } else {
                "Order created"
            }
        }
        (K::Order, false) => {
            if books {
                "Order booked"
            } else {
                "Order received"
            }
        }
        (K::Hold, true) => "Put on hold",
        (K::Hold, false) => "Hold received",
        (K::FulfillmentRequest, true) => "Fulfillment requested",
        (K::FulfillmentRequest, false) => {
            if role.ships_goods() {
                "Request to ship"
            } else {
                "Request received"
            }
        }
        (K::Shipment, true) => "Shipped",
        (K::Shipment, false) if sells => "Shown as shipped",
        (K::Shipment, false) => {
            if books {
                "Shipment booked"
            } else {
                "Shipment known"
            }
        }
        (K::Cancellation, true) => "Cancelled",
        (K::Cancellation, false) => "Cancellation received",
        (K::Return, true) => "Return begun",
        (K::Return, false) => {
            if role.ships_goods() {
                "Goods come back"
            } else {
                "Return known"
            }
        }
        (K::Refund, true) => "Refunded",
        (K::Refund, false) => {
            if books {
                "Refund booked"
            } else {
                "Refund known"
            }
        }
        (K::Payment, true) => "Paid",
        (K::Payment, false) => {
            if books {
                "Payment booked"
            } else {
                "Payment known"
            }
        }
        (K::Payout, true) => "Paid out",
        (K::Payout, false) => {
            if books {
                "Payout booked"
            } else {
                "Payout known"
            }
        }
        (K::Inventory, true) => "Stock counted",
        (K::Inventory, false) => "Stock updated",
        (K::Journal, true) => "Journal written",
        (K::Journal, false) => "Journal booked",
    }
}

/// What happens when a kind comes back to a system that it left from.
pub fn comes_again(kind: DocumentKind) -> &'static str {
    use DocumentKind as K;
    match kind {
        K::Order => "Order updated",
        K::Hold => "Hold updated",
        K::FulfillmentRequest => "Request updated",
        K::Shipment => "Shipment updated",
        K::Cancellation => "Cancellation updated",
        K::Return => "Return updated",
        K::Refund => "Refund updated",
        K::Payment => "Payment updated",
        K::Payout => "Payout updated",
        K::Inventory => "Stock updated",
        K::Journal => "Journal updated",
    }
}
