//! The order's payload, with every key of a real one.

use serde_json::json;

use super::parts::{address, amount, customer, put, set, tax_lines, time};
use super::{fulfillment, line, refund};
use crate::shopify::gql::{Json, Map};
use crate::shopify::state::{Discount, DiscountKind, Order, ShippingLine, Shop, Totals, gid, sub};

pub(super) fn payload(shop: &Shop, order: &Order) -> Json {
    let totals = order.totals();
    let mut out = Map::new();
    head(order, &mut out);
    more_head(shop, order, &mut out);
    state(shop, order, &totals, &mut out);
    sums(order, &totals, &mut out);
    parts(shop, order, &mut out);
    Json::Object(out)
}

fn head(order: &Order, out: &mut Map) {
    let email = order.email.as_deref();
    let fields = json!({
        "id": order.id,
        "admin_graphql_api_id": gid("Order", order.id),
        "app_id": null,
        "browser_ip": null,
        "buyer_accepts_marketing": order.accepts_marketing,
        "cart_token": null,
        "checkout_id": null,
        "checkout_token": null,
        "client_details": null,
        "confirmation_number": order.confirmation,
        "confirmed": true,
        "contact_email": email,
        "currency": order.currency.code(),
        "customer_locale": null,
        "device_id": null,
        "duties_included": false,
        "email": email,
        "estimated_taxes": false,
        "landing_site": null,
        "landing_site_ref": null,
        "line_item_groups": [],
    });
    extend(out, fields);
}

fn more_head(shop: &Shop, order: &Order, out: &mut Map) {
    let attributes: Vec<Json> =
        order.attributes.iter().map(|it| json!({"name": it.0, "value": it.1})).collect();
    let fields = json!({
        "location_id": null,
        "merchant_business_entity_id": null,
        "merchant_of_record_app_id": null,
        "name": order.name,
        "note": order.note,
        "note_attributes": attributes,
        "number": order.number.saturating_sub(1000),
        "order_number": order.number,
        "order_status_url": format!("https://{}/{}/orders/{}/authenticate?key={}", shop.config.shop, shop.id, order.token, order.confirmation),
        "original_total_additional_fees_set": null,
        "original_total_duties_set": null,
        "phone": order.phone,
        "po_number": order.po_number,
        "presentment_currency": order.presentment.code(),
        "reference": null,
        "referring_site": order.referring_site,
        "returns": [],
        "source_identifier": order.source_identifier,
        "source_name": order.source_name,
        "source_url": order.source_url,
        "tags": order.tags.join(", "),
        "tax_exempt": false,
        "tax_lines": tax_lines(&order.taxes),
        "taxes_included": order.taxes_included,
        "test": order.test,
        "token": order.token,
        "user_id": null,
    });
    extend(out, fields);
}

fn state(shop: &Shop, order: &Order, totals: &Totals, out: &mut Map) {
    let fulfilled = match order.fulfillment_status() {
        "FULFILLED" => json!("fulfilled"),
        "PARTIALLY_FULFILLED" => json!("partial"),
        _ => Json::Null,
    };
    let fields = json!({
        "cancel_reason": order.cancelled.as_ref().map(|it| it.reason.to_lowercase()),
        "cancelled_at": order.cancelled.as_ref().map(|it| time(shop, it.at)),
        "closed_at": order.closed_at.map(|it| time(shop, it)),
        "created_at": time(shop, order.created_at),
        "processed_at": time(shop, order.processed_at),
        "updated_at": time(shop, order.updated_at),
        "financial_status": order.financial_status().map(str::to_lowercase),
        "fulfillment_status": fulfilled,
        "payment_gateway_names": order.gateways(),
        "payment_terms": null,
        "total_outstanding": amount(totals.outstanding.shop),
        "total_weight": order.lines.iter().map(|it| it.grams.saturating_mul(it.quantity)).sum::<u64>(),
    });
    extend(out, fields);
}

fn sums(order: &Order, totals: &Totals, out: &mut Map) {
    put(out, "current_subtotal_price", totals.current_subtotal);
    put(out, "current_total_discounts", totals.current_discounts);
    put(out, "current_total_price", totals.current_total);
    put(out, "current_total_tax", totals.current_tax);
    put(out, "subtotal_price", totals.subtotal);
    put(out, "total_discounts", totals.discounts);
    put(out, "total_line_items_price", totals.lines);
    put(out, "total_price", totals.total);
    put(out, "total_tax", totals.tax);
    let nothing = order.zero();
    extend(
        out,
        json!({
            "current_shipping_price_set": set(totals.current_shipping),
            "current_total_additional_fees_set": null,
            "current_total_duties_set": null,
            "total_cash_rounding_payment_adjustment_set": set(nothing),
            "total_cash_rounding_refund_adjustment_set": set(nothing),
            "total_shipping_price_set": set(totals.shipping),
            "total_tip_received": amount(nothing.shop),
        }),
    );
}

fn parts(shop: &Shop, order: &Order, out: &mut Map) {
    let lines: Vec<Json> = order.lines.iter().map(|it| line::payload(shop, order, it, it.quantity)).collect();
    let shipping: Vec<Json> = order.shipping.iter().map(shipping_line).collect();
    let fulfillments: Vec<Json> =
        order.fulfillments.iter().map(|it| fulfillment::payload(shop, order, it)).collect();
    let refunds: Vec<Json> = order.refunds.iter().map(|it| refund::payload(shop, order, it)).collect();
    let buyer = order.customer.and_then(|id| shop.customers.get(&id));
    extend(
        out,
        json!({
            "billing_address": order.billing_address.as_ref().map(address),
            "customer": buyer.map(|it| customer(shop, it)),
            "discount_applications": order.discount.iter().map(application).collect::<Vec<_>>(),
            "discount_codes": order.discount.iter().map(|it| code(order, it)).collect::<Vec<_>>(),
            "fulfillments": fulfillments,
            "line_items": lines,
            "refunds": refunds,
            "shipping_address": order.shipping_address.as_ref().map(address),
            "shipping_lines": shipping,
        }),
    );
}

fn shipping_line(it: &ShippingLine) -> Json {
    let allocations = if it.discount.shop.is_zero() {
        json!([])
    } else {
        json!([{"amount": amount(it.discount.shop), "amount_set": set(it.discount), "discount_application_index": 0}])
    };
    json!({
        "id": it.id,
        "carrier_identifier": null,
        "code": it.code,
        "current_discounted_price_set": set(sub(it.discounted(), it.refunded)),
        "discounted_price": amount(it.discounted().shop),
        "discounted_price_set": set(it.discounted()),
        "is_removed": false,
        "phone": null,
        "price": amount(it.price.shop),
        "price_set": set(it.price),
        "requested_fulfillment_service_id": null,
        "source": it.source,
        "title": it.title,
        "tax_lines": tax_lines(&it.taxes),
        "discount_allocations": allocations,
    })
}

fn application(it: &Discount) -> Json {
    let (value, kind, target) = match &it.kind {
        DiscountKind::Fixed(pair) => (amount(pair.presentment), "fixed_amount", "line_item"),
        DiscountKind::Percentage(percent) => (percent.to_string(), "percentage", "line_item"),
        DiscountKind::FreeShipping => ("100.0".to_owned(), "percentage", "shipping_line"),
    };
    json!({
        "target_type": target,
        "type": "discount_code",
        "value": value,
        "value_type": kind,
        "allocation_method": "across",
        "target_selection": "all",
        "code": it.code,
    })
}

fn code(order: &Order, it: &Discount) -> Json {
    let kind = match &it.kind {
        DiscountKind::Fixed(_) => "fixed_amount",
        DiscountKind::Percentage(_) => "percentage",
        DiscountKind::FreeShipping => "shipping",
    };
    json!({"code": it.code, "amount": amount(order.totals().discounts.shop), "type": kind})
}

fn extend(out: &mut Map, fields: Json) {
    if let Json::Object(fields) = fields {
        out.extend(fields);
    }
}
