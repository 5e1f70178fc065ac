//! Input values: variables and arguments, brought to the types that the schema wants.

use apollo_compiler::ast::Value;
use apollo_compiler::executable::{Field, Operation};
use apollo_compiler::schema::{ExtendedType, Type};
use apollo_compiler::{Node, Schema};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

use super::document::Document;
use super::{Fault, Map, problems};

/// Something wrong within a value: where, and why.
struct Problem {
    path: Vec<Json>,
    explanation: String,
}

/// The operation's variables, defaults put in. One fault for each variable that is wrong.
pub(super) fn variables(
    schema: &Schema,
    document: &Document,
    operation: &Operation,
    given: &Map,
) -> Result<Map, Vec<Fault>> {
    let mut out = Map::new();
    let mut faults = Vec::new();
    for variable in &operation.variables {
        let name = variable.name.as_str();
        let value = match (given.get(name), &variable.default_value) {
            (Some(value), _) => value.clone(),
            (None, Some(default)) => literal(default, &Map::new()),
            (None, None) if variable.ty.is_non_null() => Json::Null,
            (None, None) => continue,
        };
        let mut problems = Vec::new();
        let value = coerce(schema, &variable.ty, value, &mut Vec::new(), &mut problems);
        if problems.is_empty() {
            out.insert(name.to_owned(), value);
            continue;
        }
        let shown = given.get(name).cloned().unwrap_or(Json::Null);
        let ty = variable.ty.to_string();
        faults.push(invalid_variable(name, &ty, shown, &problems).at(document.place(variable.location())));
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

fn invalid_variable(name: &str, ty: &str, value: Json, problems: &[Problem]) -> Fault {
    let places: Vec<String> = problems
        .iter()
        .filter(|it| !it.path.is_empty())
        .map(|it| {
            let path: Vec<String> = it
                .path
                .iter()
                .map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned))
                .collect();
            format!("{} ({})", path.join("."), it.explanation)
        })
        .collect();
    let tail = if places.is_empty() { String::new() } else { format!(" for {}", places.join(", ")) };
    let told: Vec<Json> =
        problems.iter().map(|it| json!({"path": it.path, "explanation": it.explanation})).collect();
    Fault::new("INVALID_VARIABLE", format!("Variable ${name} of type {ty} was provided invalid value{tail}"))
        .with("value", value)
        .with("problems", told)
}

/// A field's arguments, with defaults. An argument that is absent, or a variable that is, has no entry.
pub(super) fn arguments(schema: &Schema, field: &Field, variables: &Map) -> Result<Map, Fault> {
    let mut out = Map::new();
    for definition in &field.definition.arguments {
        let name = definition.name.as_str();
        let given = field.arguments.iter().find(|it| it.name == definition.name).map(|it| &it.value);
        let absent = match given.map(|it| &**it) {
            Some(Value::Variable(variable)) => !variables.contains_key(variable.as_str()),
            Some(_) => false,
            None => true,
        };
        let value = match (absent, given, &definition.default_value) {
            (false, Some(given), _) => literal(given, variables),
            (_, _, Some(default)) => literal(default, variables),
            _ => continue,
        };
        let mut problems = Vec::new();
        let value = coerce(schema, &definition.ty, value, &mut Vec::new(), &mut problems);
        if let Some(problem) = problems.first() {
            return Err(Fault::new("argumentLiteralsIncompatible", problem.explanation.clone())
                .with("typeName", "CoercionError"));
        }
        out.insert(name.to_owned(), value);
    }
    Ok(out)
}

/// A literal as JSON. Variables inside take their values; absent ones leave their place out.
pub(super) fn literal(value: &Node<Value>, variables: &Map) -> Json {
    match &**value {
        Value::Null => Json::Null,
        Value::Boolean(it) => json!(it),
        Value::String(it) => json!(it),
        Value::Enum(it) => json!(it.as_str()),
        Value::Int(it) => it.as_str().parse::<i64>().map_or_else(|_| json!(it.as_str()), |n| json!(n)),
        Value::Float(it) => it.try_to_f64().map_or(Json::Null, |n| json!(n)),
        Value::Variable(it) => variables.get(it.as_str()).cloned().unwrap_or(Json::Null),
        Value::List(items) => items.iter().map(|it| literal(it, variables)).collect(),
        Value::Object(fields) => {
            let mut out = Map::new();
            for (name, field) in fields {
                if let Value::Variable(variable) = &**field
                    && !variables.contains_key(variable.as_str())
                {
                    continue;
                }
                out.insert(name.to_string(), literal(field, variables));
            }
            Json::Object(out)
        }
    }
}

fn coerce(
    schema: &Schema,
    ty: &Type,
    value: Json,
    path: &mut Vec<Json>,
    problems: &mut Vec<Problem>,
) -> Json {
    if value.is_null() {
        if ty.is_non_null() {
            problem(path, problems, "Expected value to not be null");
        }
        return Json::Null;
    }
    match ty {
        Type::List(item) | Type::NonNullList(item) => match value {
            Json::Array(values) => {
                let mut out = Vec::with_capacity(values.len());
                for (index, value) in values.into_iter().enumerate() {
                    path.push(json!(index));
                    out.push(coerce(schema, item, value, path, problems));
                    path.pop();
                }
                Json::Array(out)
            }
            single => Json::Array(vec![coerce(schema, item, single, path, problems)]),
        },
        Type::Named(name) | Type::NonNullNamed(name) => match schema.types.get(name.as_str()) {
            Some(ExtendedType::Enum(it)) => {
                let known: Vec<&str> = it.values.keys().map(|it| it.as_str()).collect();
                match value.as_str() {
                    Some(text) if known.contains(&text) => {}
                    Some(text) => problem(path, problems, problems::one_of(text, &known)),
                    None => problem(path, problems, format!("Could not coerce value {value} to {name}")),
                }
                value
            }
            Some(ExtendedType::InputObject(it)) => {
                let Json::Object(mut given) = value else {
                    problem(path, problems, format!("Expected {value} to be a key-value object."));
                    return Json::Null;
                };
                let mut out = Map::new();
                for (field, definition) in &it.fields {
                    let value = match (given.shift_remove(field.as_str()), &definition.default_value) {
                        (Some(value), _) => value,
                        (None, Some(default)) => literal(default, &Map::new()),
                        (None, None) if definition.ty.is_non_null() => Json::Null,
                        (None, None) => continue,
                    };
                    path.push(json!(field.as_str()));
                    let value = coerce(schema, &definition.ty, value, path, problems);
                    path.pop();
                    out.insert(field.to_string(), value);
                }
                for (unknown, _) in given {
                    path.push(json!(unknown));
                    problem(path, problems, format!("Field is not defined on {name}"));
                    path.pop();
                }
                Json::Object(out)
            }
            _ => scalar(name.as_str(), value, path, problems),
        },
    }
}

fn scalar(name: &str, value: Json, path: &[Json], problems: &mut Vec<Problem>) -> Json {
    let good = match name {
        "Int" => value.as_i64().is_some_and(|it| i32::try_from(it).is_ok()),
        "Float" => value.is_number(),
        "String" | "URL" | "HTML" => value.is_string(),
        "Boolean" => value.is_boolean(),
        "ID" => match value.as_str() {
            Some(text) if text.starts_with("gid://") => true,
            _ => {
                let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                problem(path, problems, format!("Invalid global id '{shown}'"));
                return value;
            }
        },
        "Decimal" | "Money" => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match text.trim().parse::<Decimal>() {
                Ok(number) if value.is_string() || value.is_number() => return json!(number.to_string()),
                _ => false,
            }
        }
        "DateTime" => value.as_str().is_some_and(|it| super::value::time(it).is_some()),
        "UnsignedInt64" => {
            value.as_u64().is_some() || value.as_str().is_some_and(|it| it.parse::<u64>().is_ok())
        }
        _ => true,
    };
    if !good {
        problem(path, problems, format!("Could not coerce value {value} to {name}"));
    }
    value
}

fn problem(path: &[Json], problems: &mut Vec<Problem>, explanation: impl Into<String>) {
    problems.push(Problem { path: path.to_vec(), explanation: explanation.into() });
}
