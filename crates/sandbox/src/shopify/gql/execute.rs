//! Executes a validated operation, field by field.

use apollo_compiler::executable::{Field, Operation, Selection, SelectionSet};
use apollo_compiler::introspection;
use apollo_compiler::request::RequestError;
use apollo_compiler::response::JsonValue;
use apollo_compiler::schema::{ExtendedType, Type};
use apollo_compiler::validation::Valid;
use indexmap::IndexMap;
use serde_json::json;

use super::document::{Document, Offered, offered};
use super::{Args, Ctx, Fault, Json, Map, Obj, Val, coerce, cost};
use crate::shopify::ops::{self, Call};
use crate::shopify::resolve;
use crate::shopify::state::Shop;

/// What an operation gave.
pub(in crate::shopify) struct Answer {
    /// `data`.
    pub(in crate::shopify) data: Json,
    pub(in crate::shopify) faults: Vec<Fault>,
    pub(in crate::shopify) search: Vec<Json>,
    /// What it cost in the end, in points.
    pub(in crate::shopify) cost: u32,
}

/// A null where the schema allows none: the nearest nullable field above becomes null.
struct Bubble;

/// Runs an operation. Queries read the shop; mutations change it, one root field after the other.
pub(in crate::shopify) fn answer(
    shop: &mut Shop,
    document: &Document,
    name: Option<&str>,
    given: &Map,
) -> Result<Answer, Vec<Fault>> {
    let offered = offered();
    let operation = document.operation(name).map_err(|it| vec![it])?;
    let variables = coerce::variables(&offered.schema, document, operation, given)?;
    let introspected = introspect(offered, document, operation, &variables)?;
    let mut run =
        Run { offered, document, variables: &variables, introspected, faults: Vec::new(), path: Vec::new() };
    let mut search = Vec::new();
    let data = if operation.is_mutation() {
        run.mutate(shop, operation)
    } else {
        let ctx = Ctx::new(shop);
        let data = run.object(&ctx, &Obj::Query, "QueryRoot", &[&operation.selection_set]);
        search = ctx.search.take();
        data
    };
    let data = data.map_or(Json::Null, Json::Object);
    let cost = cost::actual(document, operation, &variables, &data);
    Ok(Answer { data, faults: run.faults, search, cost })
}

/// What the schema says of itself, where the operation asks for it.
fn introspect(
    offered: &Offered,
    document: &Document,
    operation: &Operation,
    variables: &Map,
) -> Result<Json, Vec<Fault>> {
    let asks = |it: &Field| matches!(it.name.as_str(), "__schema" | "__type");
    if !operation.root_fields(&document.valid).any(|it| asks(it)) {
        return Ok(Json::Null);
    }
    let refuse = |it: RequestError| vec![Fault::new("", it.message().to_string())];
    introspection::check_max_depth(&document.valid, operation).map_err(refuse)?;
    let variables = JsonValue::from(Json::Object(variables.clone())).as_object().cloned().unwrap_or_default();
    let variables = Valid::assume_valid(variables);
    let (schema, implementers) = (&offered.schema, &offered.implementers);
    introspection::partial_execute(schema, implementers, &document.valid, operation, &variables)
        .map_err(refuse)
        .map(|it| serde_json::to_value(it.data).unwrap_or(Json::Null))
}

struct Run<'d> {
    offered: &'static Offered,
    document: &'d Document,
    variables: &'d Map,
    /// The answers to `__schema` and `__type`, by their names in the answer.
    introspected: Json,
    faults: Vec<Fault>,
    path: Vec<Json>,
}

type Fields<'d> = IndexMap<&'d str, Vec<&'d Field>>;

impl<'d> Run<'d> {
    fn mutate(&mut self, shop: &mut Shop, operation: &'d Operation) -> Result<Map, Bubble> {
        let mut fields = Fields::new();
        self.collect("Mutation", &operation.selection_set, &mut fields);
        let mut out = Map::new();
        for (key, same) in fields {
            self.path.push(json!(key));
            let field = same[0];
            let done = if field.name == "__typename" {
                Ok(json!("Mutation"))
            } else {
                let payload =
                    coerce::arguments(&self.offered.schema, field, self.variables).and_then(|args| {
                        let call = Call {
                            name: field.name.as_str(),
                            args: Args(args),
                            key: self.idempotency(field),
                        };
                        ops::call(shop, &call)
                    });
                let ctx = Ctx::new(shop);
                match payload {
                    Ok(payload) => {
                        let value = payload.resolve(ctx.shop);
                        self.complete(&ctx, field.ty(), value, &same)
                    }
                    Err(fault) => self.fail(fault, field, field.ty()),
                }
            };
            self.path.pop();
            out.insert(key.to_owned(), done?);
        }
        Ok(out)
    }

    /// The key of an `@idempotent` directive.
    fn idempotency(&self, field: &Field) -> Option<String> {
        let directive = field.directives.get("idempotent")?;
        let key = directive.specified_argument_by_name("key")?;
        coerce::literal(key, self.variables).as_str().map(str::to_owned)
    }

    fn object<'s>(
        &mut self,
        ctx: &Ctx<'s>,
        object: &Obj<'s>,
        name: &str,
        sets: &[&'d SelectionSet],
    ) -> Result<Map, Bubble> {
        let mut fields = Fields::new();
        for set in sets {
            self.collect(name, set, &mut fields);
        }
        let mut out = Map::with_capacity(fields.len());
        for (key, same) in fields {
            self.path.push(json!(key));
            let value = self.field(ctx, object, name, &same);
            self.path.pop();
            out.insert(key.to_owned(), value?);
        }
        Ok(out)
    }

    fn field<'s>(
        &mut self,
        ctx: &Ctx<'s>,
        object: &Obj<'s>,
        name: &str,
        same: &[&'d Field],
    ) -> Result<Json, Bubble> {
        let field = same[0];
        match field.name.as_str() {
            "__typename" => return Ok(json!(name)),
            "__schema" | "__type" => return Ok(self.introspected[field.response_key().as_str()].clone()),
            _ => {}
        }
        let resolved = coerce::arguments(&self.offered.schema, field, self.variables)
            .and_then(|args| resolve::field(ctx, object, &field.name, &Args(args)));
        match resolved {
            Ok(value) => self.complete(ctx, field.ty(), value, same),
            Err(fault) => self.fail(fault, field, field.ty()),
        }
    }

    fn fail(&mut self, fault: Fault, field: &Field, ty: &Type) -> Result<Json, Bubble> {
        let mut fault = fault.on(self.path.clone());
        if !fault.has_place() {
            fault = fault.at(self.document.place(field.name.location()));
        }
        self.faults.push(fault);
        if ty.is_non_null() { Err(Bubble) } else { Ok(Json::Null) }
    }

    fn complete<'s>(
        &mut self,
        ctx: &Ctx<'s>,
        ty: &Type,
        value: Val<'s>,
        same: &[&'d Field],
    ) -> Result<Json, Bubble> {
        let done = match value {
            Val::Null => Ok(Json::Null),
            Val::Leaf(json) => Ok(json),
            Val::List(items) => self.list(ctx, ty.item_type(), items, same),
            Val::Obj(object) => {
                let declared = ty.inner_named_type().as_str();
                let name = match self.offered.schema.types.get(declared) {
                    Some(ExtendedType::Object(_)) => declared,
                    _ => object.type_name(),
                };
                let sets: Vec<&SelectionSet> = same.iter().map(|it| &it.selection_set).collect();
                self.object(ctx, &object, name, &sets).map(Json::Object)
            }
        };
        match done {
            Ok(Json::Null) | Err(Bubble) if ty.is_non_null() => {
                if done.is_ok() {
                    let fault = Fault::new(
                        "INTERNAL_SERVER_ERROR",
                        format!("Cannot return null for non-nullable field {}", same[0].name),
                    );
                    return self.fail(fault, same[0], ty);
                }
                Err(Bubble)
            }
            Ok(json) => Ok(json),
            Err(Bubble) => Ok(Json::Null),
        }
    }

    fn list<'s>(
        &mut self,
        ctx: &Ctx<'s>,
        item: &Type,
        items: Vec<Val<'s>>,
        same: &[&'d Field],
    ) -> Result<Json, Bubble> {
        let mut out = Vec::with_capacity(items.len());
        for (index, value) in items.into_iter().enumerate() {
            self.path.push(json!(index));
            let done = self.complete(ctx, item, value, same);
            self.path.pop();
            out.push(done?);
        }
        Ok(Json::Array(out))
    }

    /// The fields that a selection asks of an object of this type, by their names in the answer.
    fn collect(&self, name: &str, set: &'d SelectionSet, out: &mut Fields<'d>) {
        for selection in &set.selections {
            if !self.wanted(selection.directives()) {
                continue;
            }
            match selection {
                Selection::Field(it) => out.entry(it.response_key().as_str()).or_default().push(it),
                Selection::InlineFragment(it) => {
                    if it.type_condition.as_ref().is_none_or(|on| self.applies(on, name)) {
                        self.collect(name, &it.selection_set, out);
                    }
                }
                Selection::FragmentSpread(it) => {
                    if let Some(fragment) = self.document.valid.fragments.get(&it.fragment_name)
                        && self.applies(fragment.type_condition(), name)
                    {
                        self.collect(name, &fragment.selection_set, out);
                    }
                }
            }
        }
    }

    fn applies(&self, on: &str, name: &str) -> bool {
        on == name
            || match self.offered.schema.types.get(on) {
                Some(ExtendedType::Interface(_)) => {
                    self.offered.implementers.get(on).is_some_and(|it| it.objects.contains(name))
                }
                Some(ExtendedType::Union(it)) => it.members.contains(name),
                _ => false,
            }
    }

    fn wanted(&self, directives: &apollo_compiler::executable::DirectiveList) -> bool {
        let says = |name: &str| {
            let directive = directives.get(name)?;
            coerce::literal(directive.specified_argument_by_name("if")?, self.variables).as_bool()
        };
        says("skip") != Some(true) && says("include") != Some(false)
    }
}
