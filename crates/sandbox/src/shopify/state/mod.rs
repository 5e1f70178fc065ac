//! What the shop has: goods, customers, orders with all that hangs on them, subscriptions, jobs.

mod address;
mod fulfillment;
mod goods;
mod ids;
mod line;
mod money;
mod order;
mod payment;
mod refund;
mod shop;
mod totals;

pub(super) use address::{Address, Customer, country_code};
pub(super) use fulfillment::{Fulfillment, FulfillmentLine, FulfillmentOrder, Hold, RequestLine, Tracking};
pub(super) use goods::{Location, Metafield, Product, Variant};
pub(super) use ids::{Ids, gid, numeric};
pub(super) use line::{Discount, DiscountKind, Line, ShippingLine, TaxLine};
pub(super) use money::{add, rounded, share, sub, times, zero};
pub(super) use order::{Cancelled, Order};
pub(super) use payment::Transaction;
pub(super) use refund::{Refund, RefundLine, RefundShipping};
pub(super) use shop::{Edit, EditLine, Job, JobKind, Owner, Remembered, Shop, Subscription};
pub(super) use totals::Totals;
