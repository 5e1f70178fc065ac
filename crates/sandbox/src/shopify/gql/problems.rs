//! What is wrong with a query, in Shopify's words. Shapes as captured from a development store.

use apollo_compiler::Schema;
use apollo_compiler::ast::{self, Definition, Selection};
use apollo_compiler::diagnostic::Diagnostic;
use apollo_compiler::parser::{SourceMap, SourceSpan};
use apollo_compiler::validation::{DiagnosticData, DiagnosticList};

use super::{Fault, Json};

type Place = (usize, usize);

/// Most problems that one answer tells.
const TOLD_MAX: usize = 20;

pub(super) fn syntax(errors: &DiagnosticList) -> Vec<Fault> {
    errors
        .iter()
        .take(1)
        .map(|it| {
            let text = it.error.to_string();
            let text = text.strip_prefix("syntax error: ").unwrap_or(&text).to_owned();
            Fault::new("parseError", format!("Parse error: {text}")).at(place(&it))
        })
        .collect()
}

pub(super) fn validation(errors: &DiagnosticList, document: &ast::Document, schema: &Schema) -> Vec<Fault> {
    let name = |it: &Diagnostic<'_, DiagnosticData>| it.error.unstable_error_name().unwrap_or_default();
    // The parser leaves an unknown field out, so that what was inside seems to be missing or unused: that is no
    // mistake of its own.
    let unknown = errors.iter().any(|it| name(&it) == "UndefinedField");
    let follows = ["MissingSubselection", "UnusedVariable", "UnusedFragment"];
    errors
        .iter()
        .filter(|it| !(unknown && follows.contains(&name(it))))
        .take(TOLD_MAX)
        .map(|it| {
            let at = place(&it);
            let (path, field) = at.map(|at| walk(document, at)).unwrap_or_default();
            let (fault, extra) = words(&it, field.as_ref(), schema);
            let mut path: Vec<Json> = path.into_iter().map(Json::from).collect();
            path.extend(extra.map(Json::from));
            fault.on(path).at(at)
        })
        .collect()
}

fn place(it: &Diagnostic<'_, DiagnosticData>) -> Option<Place> {
    it.line_column_range().map(|range| (range.start.line, range.start.column))
}

/// The words between backticks of a message.
fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

fn words(
    it: &Diagnostic<'_, DiagnosticData>,
    field: Option<&ast::Field>,
    schema: &Schema,
) -> (Fault, Option<String>) {
    let text = it.error.to_string();
    let names = quoted(&text);
    let name = |index: usize| names.get(index).map(String::as_str).unwrap_or_default();
    let field_name = field.map(|it| it.name.to_string()).unwrap_or_default();
    match it.error.unstable_error_name() {
        Some("UndefinedField") => (
            Fault::new("undefinedField", format!("Field '{}' doesn't exist on type '{}'", name(1), name(0)))
                .with("typeName", name(0))
                .with("fieldName", name(1)),
            None,
        ),
        Some("UndefinedArgument") => (
            Fault::new(
                "argumentNotAccepted",
                format!("Field '{field_name}' doesn't accept argument '{}'", name(0)),
            )
            .with("name", field_name)
            .with("typeName", "Field")
            .with("argumentName", name(0)),
            Some(name(0).to_owned()),
        ),
        Some("RequiredArgument") => {
            let argument = name(0).rsplit_once('(').map(|it| it.1.trim_end_matches(":)")).unwrap_or_default();
            (
                Fault::new(
                    "missingRequiredArguments",
                    format!("Field '{field_name}' is missing required arguments: {argument}"),
                )
                .with("className", "Field")
                .with("name", field_name)
                .with("arguments", argument),
                None,
            )
        }
        Some("RequiredField") => required_field(name(0), schema),
        Some("UndefinedInputValue") => (
            Fault::new(
                "argumentNotAccepted",
                format!("InputObject '{}' doesn't accept argument '{}'", name(1), name(0)),
            )
            .with("name", name(1))
            .with("typeName", "InputObject")
            .with("argumentName", name(0)),
            Some(name(0).to_owned()),
        ),
        Some("UnsupportedValueType" | "UndefinedEnumValue" | "IntCoercionError" | "FloatCoercionError") => {
            literal(it, field, schema, &text)
        }
        Some("UnusedVariable") => (
            Fault::new(
                "variableNotUsed",
                format!("Variable {} is declared by anonymous operation but not used", name(0)),
            )
            .with("variableName", name(0).trim_start_matches('$')),
            None,
        ),
        Some("UndefinedVariable") => (
            Fault::new("variableNotDefined", format!("Variable {} is used but not declared", name(0)))
                .with("variableName", name(0).trim_start_matches('$')),
            None,
        ),
        Some("UndefinedDirective") => (
            Fault::new("undefinedDirective", format!("Directive {} is not defined", name(0)))
                .with("directiveName", name(0)),
            None,
        ),
        Some("UndefinedDefinition" | "UndefinedTypeInNamedFragmentTypeCondition") => (
            Fault::new(
                "undefinedType",
                format!("No such type {}, so it can't be a fragment condition", name(0)),
            )
            .with("typeName", name(0)),
            None,
        ),
        Some("MissingSubselection") => (
            Fault::new("selectionMismatch", format!("Field must have selections ({text})"))
                .with("nodeName", field_name),
            None,
        ),
        Some("DisallowedVariableUsage") => (
            Fault::new(
                "variableMismatch",
                format!(
                    "Type mismatch on variable {} and argument {} ({} / {})",
                    name(0),
                    name(2),
                    name(1),
                    name(3)
                ),
            )
            .with("variableName", name(0).trim_start_matches('$'))
            .with("typeName", name(1))
            .with("argumentName", name(2)),
            None,
        ),
        other => (Fault::new(other.unwrap_or("invalid"), text), None),
    }
}

fn required_field(coordinate: &str, schema: &Schema) -> (Fault, Option<String>) {
    let (object, field) = coordinate.split_once('.').unwrap_or((coordinate, ""));
    let expected = schema
        .get_input_object(object)
        .and_then(|it| it.fields.get(field))
        .map(|it| it.ty.to_string())
        .unwrap_or_default();
    let message =
        format!("Argument '{field}' on InputObject '{object}' is required. Expected type {expected}");
    let fault = Fault::new("missingRequiredInputObjectAttribute", message)
        .with("argumentName", field)
        .with("argumentType", expected)
        .with("inputObjectType", object);
    (fault, Some(field.to_owned()))
}

/// A literal of a wrong type. Shopify names the argument and shows its whole value.
fn literal(
    it: &Diagnostic<'_, DiagnosticData>,
    field: Option<&ast::Field>,
    schema: &Schema,
    text: &str,
) -> (Fault, Option<String>) {
    let at = place(it).unwrap_or_default();
    let argument =
        field.and_then(|field| field.arguments.iter().rfind(|arg| covers(arg.location(), at, it.sources)));
    let (Some(field), Some(argument)) = (field, argument) else {
        return (Fault::new("argumentLiteralsIncompatible", text), None);
    };
    let expected = schema
        .types
        .values()
        .filter_map(|it| it.as_object())
        .filter_map(|it| it.fields.get(field.name.as_str()))
        .find_map(|it| it.argument_by_name(argument.name.as_str()))
        .map(|it| it.ty.to_string())
        .unwrap_or_default();
    let message = format!(
        "Argument '{}' on Field '{}' has an invalid value ({}). Expected type '{expected}'.",
        argument.name,
        field.name,
        argument.value.serialize().no_indent(),
    );
    let fault = Fault::new("argumentLiteralsIncompatible", message)
        .with("typeName", "Field")
        .with("argumentName", argument.name.as_str());
    (fault, Some(argument.name.to_string()))
}

/// The path of response names to a place in the text, and the innermost field there.
fn walk(document: &ast::Document, at: Place) -> (Vec<String>, Option<ast::Field>) {
    for definition in &document.definitions {
        let (head, selections, span) = match definition {
            Definition::OperationDefinition(it) => {
                let name = it.name.as_ref().map(|name| format!(" {name}")).unwrap_or_default();
                (format!("{}{name}", it.operation_type.name()), &it.selection_set, it.location())
            }
            Definition::FragmentDefinition(it) => {
                (format!("fragment {}", it.name), &it.selection_set, it.location())
            }
            _ => continue,
        };
        if covers(span, at, &document.sources) {
            let mut path = vec![head];
            let mut field = None;
            descend(selections, at, &document.sources, &mut path, &mut field);
            return (path, field);
        }
    }
    (Vec::new(), None)
}

fn descend(
    selections: &[Selection],
    at: Place,
    sources: &SourceMap,
    path: &mut Vec<String>,
    innermost: &mut Option<ast::Field>,
) {
    for selection in selections {
        match selection {
            Selection::Field(it) if covers(it.location(), at, sources) => {
                path.push(it.alias.as_ref().unwrap_or(&it.name).to_string());
                *innermost = Some((**it).clone());
                return descend(&it.selection_set, at, sources, path, innermost);
            }
            Selection::InlineFragment(it) if covers(it.location(), at, sources) => {
                let on = it.type_condition.as_ref().map(|on| format!(" on {on}")).unwrap_or_default();
                path.push(format!("...{on}"));
                return descend(&it.selection_set, at, sources, path, innermost);
            }
            _ => {}
        }
    }
}

fn covers(span: Option<SourceSpan>, at: Place, sources: &SourceMap) -> bool {
    span.and_then(|it| it.line_column_range(sources)).is_some_and(|range| {
        (range.start.line, range.start.column) <= at && at < (range.end.line, range.end.column)
    })
}

/// Why a variable's enum value is wrong.
pub(super) fn one_of(value: &str, known: &[&str]) -> String {
    format!("Expected {value:?} to be one of: {}", known.join(", "))
}
