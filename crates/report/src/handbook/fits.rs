//! Whether a breakpoint can strike a handoff at all, by who stands at its ends.

use seamless_breakpoints::{is_of_the_way, strikes};
use seamless_flow::{Flow, Handoff, Role};

/// What strikes who only reads an order, beside what lies in the way of it.
const READERS: &[&str] = &["customer-identity-mismatch", "exception-without-owner", "order-number-collision"];

/// What is about goods that are to leave: it strikes nobody who only keeps accounts.
const GOODS: &[&str] = &[
    "address-rejected-or-truncated",
    "bundle-explosion-mismatch",
    "cancel-pick-race",
    "cancel-restock-wrong",
    "hold-not-honoured",
    "late-change-after-pick",
    "release-filter-excludes-order",
    "scheduled-fulfilment-misread",
    "shipping-method-unmapped",
    "tag-control-race",
    "unpaid-edit-shipped",
];

/// What is about the value of an order in the books: it strikes nobody who only ships.
const BOOKS: &[&str] = &[
    "currency-basis-mixed",
    "date-bucket-and-period-mismatch",
    "discount-basis-mismatch",
    "gift-card-double-revenue",
    "marketplace-tax-double-remit",
    "tax-rounding-drift",
];

/// Whether it can strike there: it strikes such a document, and the target does with it what can go wrong.
pub(super) fn fits(flow: &Flow, breakpoint: &str, it: &Handoff) -> bool {
    if !strikes(breakpoint).contains(&it.carry) {
        return false;
    }
    match flow.system(&it.to).role {
        Role::Helpdesk => is_of_the_way(breakpoint) || READERS.contains(&breakpoint),
        Role::Accounting => !GOODS.contains(&breakpoint),
        Role::Wms | Role::ThreePl | Role::Dropship => !BOOKS.contains(&breakpoint),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use seamless_flow::BREAKPOINT_IDS;

    use super::*;

    #[test]
    fn a_help_desk_ships_nothing_and_a_warehouse_keeps_no_books() {
        let mut flow = super::super::tests::flow();
        let mut to = |role: Role| {
            for it in flow.systems.values_mut() {
                it.role = role;
            }
            let mut feed = flow.handoffs.values().next().expect("one").clone();
            feed.carry = seamless_model::DocumentKind::Order;
            let fits = |it: &str| fits(&flow, it, &feed);
            [fits("hold-not-honoured"), fits("tax-rounding-drift"), fits("webhook-missed-order")]
        };
        assert_eq!(to(Role::Helpdesk), [false, false, true]);
        assert_eq!(to(Role::Accounting), [false, true, true]);
        assert_eq!(to(Role::ThreePl), [true, false, true]);
        assert_eq!(to(Role::Erp), [true, true, true]);
    }

    #[test]
    fn every_breakpoint_that_is_named_is_known() {
        for it in [READERS, GOODS, BOOKS].concat() {
            assert!(BREAKPOINT_IDS.contains(&it), "{it}");
        }
    }
}
