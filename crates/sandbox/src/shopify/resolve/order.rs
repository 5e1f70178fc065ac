//! The order's fields, but for its sums.

use super::small::{application, attributes, by_id, count, firsts, tax_line};
use super::{Field, order_money};
use crate::shopify::gql::{Args, Ctx, Key, Obj, Val, connection};
use crate::shopify::state::{Metafield, Order};

pub(super) fn field<'s>(ctx: &Ctx<'s>, it: &'s Order, name: &str, args: &Args) -> Field<'s> {
    let text = |it: &'s Option<String>| Val::opt(it.as_deref());
    Ok(match name {
        "id" => Val::gid("Order", it.id),
        "legacyResourceId" => Val::id_text(it.id),
        "name" => Val::leaf(it.name.as_str()),
        "number" => Val::leaf(it.number),
        "confirmationNumber" => Val::leaf(it.confirmation.as_str()),
        "confirmed" => Val::leaf(true),
        "email" => text(&it.email),
        "phone" => text(&it.phone),
        "note" => text(&it.note),
        "tags" => Val::texts(&it.tags),
        "customAttributes" => attributes(&it.attributes),
        "poNumber" => text(&it.po_number),
        "sourceName" => Val::leaf(it.source_name.as_str()),
        "sourceIdentifier" => text(&it.source_identifier),
        "registeredSourceUrl" => text(&it.source_url),
        "referrerUrl" => text(&it.referring_site),
        "test" => Val::leaf(it.test),
        "edited" => Val::leaf(it.edited),
        "createdAt" => Val::time(it.created_at),
        "processedAt" => Val::time(it.processed_at),
        "updatedAt" => Val::time(it.updated_at),
        "closed" => Val::leaf(it.closed_at.is_some()),
        "closedAt" => Val::opt_time(it.closed_at),
        "cancelledAt" => Val::opt_time(it.cancelled.as_ref().map(|it| it.at)),
        "cancelReason" => Val::opt(it.cancelled.as_ref().map(|it| it.reason.as_str())),
        "cancellation" => match &it.cancelled {
            Some(it) => Val::made(vec![("staffNote", Val::opt(it.note.as_deref()))]),
            None => Val::Null,
        },
        "currencyCode" => Val::leaf(it.currency.code()),
        "presentmentCurrencyCode" => Val::leaf(it.presentment.code()),
        "taxesIncluded" => Val::leaf(it.taxes_included),
        "taxExempt" | "estimatedTaxes" | "dutiesIncluded" | "hasTimelineComment" | "productNetwork" => {
            Val::leaf(false)
        }
        "customerAcceptsMarketing" => Val::leaf(it.accepts_marketing),
        "riskLevel" => Val::leaf("LOW"),
        "returnStatus" => Val::leaf("NO_RETURN"),
        "cartToken"
        | "checkoutToken"
        | "clientIp"
        | "customerLocale"
        | "landingPageDisplayText"
        | "landingPageUrl"
        | "referralCode"
        | "referrerDisplayText"
        | "retailLocation" => Val::Null,
        "physicalLocation" => Val::object(it.fulfillments.first().map(|_| Obj::Location(&ctx.shop.location))),
        "statusPageUrl" => Val::leaf(format!(
            "https://{}/{}/orders/{}/authenticate?key={}",
            ctx.shop.config.shop, ctx.shop.id, it.token, it.confirmation
        )),
        "shippingAddress" | "displayAddress" => address(it, false),
        "billingAddress" => address(it, true),
        "billingAddressMatchesShippingAddress" => {
            Val::leaf(it.billing_address.is_none() || it.billing_address == it.shipping_address)
        }
        "customer" => Val::object(it.customer.and_then(|id| ctx.shop.customers.get(&id)).map(Obj::Customer)),
        "discountCode" => Val::opt(it.discount.as_ref().map(|it| it.code.as_str())),
        "discountCodes" => Val::texts(&it.discount.iter().map(|it| it.code.as_str()).collect::<Vec<_>>()),
        "discountApplications" => return applications(it, args),
        "paymentGatewayNames" => Val::texts(&it.gateways()),
        "displayFinancialStatus" => Val::opt(it.financial_status()),
        "displayFulfillmentStatus" => Val::leaf(it.fulfillment_status()),
        "requiresShipping" => Val::leaf(it.lines.iter().any(|it| it.ships)),
        "merchantEditable" => Val::leaf(it.cancelled.is_none()),
        "merchantEditableErrors" => match it.cancelled {
            Some(_) => Val::texts(&["The order cannot be edited."]),
            None => Val::List(Vec::new()),
        },
        "canNotifyCustomer" => Val::leaf(it.email.is_some()),
        "fulfillable" => Val::leaf(it.requests.iter().any(|it| !it.is_closed() && it.remaining() > 0)),
        "restockable" => Val::leaf(it.lines.iter().any(|it| it.current() > 0)),
        "taxLines" | "currentTaxLines" => Val::List(tax_lines(it)),
        "lineItems" => return lines(it, args, |_| true),
        "nonFulfillableLineItems" => {
            return lines(it, args, |line| it.waiting(line) == 0 && it.shipped(line) == 0);
        }
        "shippingLine" => Val::object(it.shipping.first().map(|line| Obj::ShippingLine(it, line))),
        "shippingLines" => {
            return connection(
                args,
                by_id(it.shipping.iter().map(|line| (Obj::ShippingLine(it, line), line.id))),
                true,
            );
        }
        "fulfillmentOrders" => {
            let all = it.requests.iter().map(|own| (Obj::FulfillmentOrder(it, own), own.id));
            return connection(args, by_id(all), true);
        }
        "fulfillments" => {
            return firsts(it.fulfillments.iter().map(|own| Obj::Fulfillment(it, own)).collect(), args);
        }
        "fulfillmentsCount" => count(it.fulfillments.len()),
        "refunds" => return firsts(it.refunds.iter().map(|own| Obj::Refund(it, own)).collect(), args),
        "transactions" => return transactions(it, args),
        "transactionsCount" => count(it.transactions.len()),
        "suggestedRefund" => return crate::shopify::ops::suggested(it, args),
        "metafield" => metafield(&it.metafields, args),
        "metafields" => return metafields(&it.metafields, args),
        _ => return order_money::field(it, name),
    })
}

fn address(it: &Order, billing: bool) -> Val<'_> {
    let of = if billing { &it.billing_address } else { &it.shipping_address };
    Val::object(of.as_ref().map(|of| Obj::Address(it.id + 2 + u64::from(billing), of)))
}

fn applications<'s>(it: &'s Order, args: &Args) -> Field<'s> {
    let one = it.discount.as_ref().map(application);
    let items = one.into_iter().filter_map(|it| match it {
        Val::Obj(object) => Some((object, 0, Key::Number(0))),
        _ => None,
    });
    connection(args, items.collect(), true)
}

fn tax_lines<'s>(it: &Order) -> Vec<Val<'s>> {
    let lines = it.lines.iter().flat_map(|it| &it.taxes);
    let shipping = it.shipping.iter().flat_map(|it| &it.taxes);
    it.taxes.iter().chain(lines).chain(shipping).map(tax_line).collect()
}

fn lines<'s>(it: &'s Order, args: &Args, wanted: impl Fn(u64) -> bool) -> Field<'s> {
    let all = it.lines.iter().filter(|it| wanted(it.id)).map(|line| (Obj::Line(it, line), line.id));
    connection(args, by_id(all), false)
}

fn transactions<'s>(it: &'s Order, args: &Args) -> Field<'s> {
    let wanted = args.has("capturable").then(|| args.flag("capturable"));
    let all = it
        .transactions
        .iter()
        .filter(|own| wanted.is_none_or(|wanted| super::payment::is_capturable(it, own) == wanted))
        .map(|own| Obj::Transaction(it, own))
        .collect();
    firsts(all, args)
}

pub(super) fn metafield<'s>(of: &'s [Metafield], args: &Args) -> Val<'s> {
    let (namespace, key) = (args.text("namespace").unwrap_or("app"), args.text("key").unwrap_or_default());
    Val::object(of.iter().find(|it| it.namespace == namespace && it.key == key).map(Obj::Metafield))
}

pub(super) fn metafields<'s>(of: &'s [Metafield], args: &Args) -> Field<'s> {
    let keys: Option<Vec<&str>> = args
        .0
        .get("keys")
        .and_then(|it| it.as_array())
        .map(|it| it.iter().filter_map(|it| it.as_str()).collect());
    let wanted = |it: &Metafield| {
        let full = format!("{}.{}", it.namespace, it.key);
        args.text("namespace").is_none_or(|name| name == it.namespace)
            && keys
                .as_ref()
                .is_none_or(|keys| keys.contains(&full.as_str()) || keys.contains(&it.key.as_str()))
    };
    connection(args, by_id(of.iter().filter(|it| wanted(it)).map(|it| (Obj::Metafield(it), it.id))), false)
}
