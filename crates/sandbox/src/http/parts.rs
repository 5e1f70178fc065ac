//! Parts that documents of several systems have: the address, the customer.

use seamless_model as model;
use serde::Serialize;

use super::answer::Refusal;
use super::fields::Fields;

/// Where goods go. What was not told is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Address {
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    pub address1: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address2: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub zip: Option<String>,
    pub country: Option<String>,
    pub phone: Option<String>,
}

impl Address {
    /// Reads a field that holds an address.
    pub fn read(body: &Fields<'_>, name: &str) -> Result<Option<Self>, Refusal> {
        let Some(fields) = body.object(name)? else { return Ok(None) };
        fields.only(&[
            "name", "company", "address1", "address2", "city", "province", "zip", "country", "phone",
        ])?;
        let country = fields.text("country")?;
        if country.as_ref().is_some_and(|it| it.len() != 2 || !it.bytes().all(|b| b.is_ascii_uppercase())) {
            let path = fields.path("country");
            return Err(Refusal::field(&path, format!("{path} must be two capital letters, such as US")));
        }
        Ok(Some(Self {
            name: fields.text("name")?,
            company: fields.text("company")?,
            address1: fields.text("address1")?,
            address2: fields.text("address2")?,
            city: fields.text("city")?,
            province: fields.text("province")?,
            zip: fields.text("zip")?,
            country,
            phone: fields.text("phone")?,
        }))
    }

    /// In the house's own model.
    pub fn truth(&self) -> model::Address {
        model::Address {
            name: self.name.clone(),
            company: self.company.clone(),
            address1: self.address1.clone(),
            address2: self.address2.clone(),
            city: self.city.clone(),
            province: self.province.clone(),
            zip: self.zip.clone(),
            country: self.country.clone(),
            phone: self.phone.clone(),
        }
    }
}

/// Who bought.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Customer {
    pub name: Option<String>,
    pub email: Option<String>,
}

impl Customer {
    /// Reads the field `customer`.
    pub fn read(body: &Fields<'_>) -> Result<Option<Self>, Refusal> {
        let Some(fields) = body.object("customer")? else { return Ok(None) };
        fields.only(&["name", "email"])?;
        Ok(Some(Self { name: fields.text("name")?, email: fields.text("email")? }))
    }

    /// In the house's own model.
    pub fn truth(&self) -> model::Customer {
        model::Customer { name: self.name.clone(), email: self.email.clone(), ..Default::default() }
    }
}

/// What a document adds up to, in the house's own model.
pub fn totals(total: model::Money) -> model::Totals {
    model::Totals { subtotal: None, discount: None, shipping: None, tax: None, total: total.into() }
}

/// Writes an amount as the contract does: a decimal string, its currency standing beside it.
pub fn amount<S: serde::Serializer>(money: &model::Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&money.decimal())
}

/// The same for an amount that may be absent.
pub fn amount_or_null<S: serde::Serializer>(
    money: &Option<model::Money>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match money {
        Some(money) => amount(money, serializer),
        None => serializer.serialize_none(),
    }
}
