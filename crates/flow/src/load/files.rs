//! The files of a map: read once each, below the map's folder only.

use std::collections::HashMap;
use std::sync::Arc;

use super::ReadFile;
use super::hash::canonical;
use super::notes::Notes;
use crate::tree::{FILE_LIMIT, Node, parse_tree};
use crate::{Mapping, MappingUse, Place, Source, Sources};

/// The most files that one map may name.
const FILES_MOST: usize = 500;

/// Reads files, keeps their texts for showing problems, and their trees.
pub(crate) struct Files<'f, 'r> {
    read: &'f mut ReadFile<'r>,
    /// The files that were read, in order.
    pub sources: Sources,
    trees: HashMap<String, Option<Arc<Node>>>,
    secrets: Vec<Place>,
}

impl<'f, 'r> Files<'f, 'r> {
    /// Nothing read yet.
    pub fn new(read: &'f mut ReadFile<'r>) -> Self {
        Self { read, sources: Vec::new(), trees: HashMap::new(), secrets: Vec::new() }
    }

    /// The names of the files that were read, in order.
    pub fn names(&self) -> Vec<Arc<str>> {
        self.sources.iter().map(|it| it.file.clone()).collect()
    }

    /// Reads the file that the person named.
    pub fn entry(&mut self, file: &str, notes: &mut Notes) -> Option<Arc<Node>> {
        let place = Place { file: Arc::from(file), start: 0, end: 0 };
        match (self.read)(file) {
            Ok(bytes) => self.parse(file, &bytes, notes),
            Err(why) => {
                // The file has no text to show, and its problem names it all the same.
                self.sources.push(Source::new(place.file.clone(), ""));
                notes.error(&place, format!("{file} cannot be read: {why}"), "", "look at its path");
                None
            }
        }
    }

    /// Reads a file that a map or a profile names at `place`, once.
    pub fn named(&mut self, path: &str, place: &Place, notes: &mut Notes) -> Option<Arc<Node>> {
        if let Some(tree) = self.trees.get(path) {
            return tree.clone();
        }
        let tree = self.fetch(path, place, notes);
        self.trees.insert(path.to_owned(), tree.clone());
        tree
    }

    fn fetch(&mut self, path: &str, place: &Place, notes: &mut Notes) -> Option<Arc<Node>> {
        let stays = "name a file in the map's folder or below it, such as `profiles/oms.yaml`";
        let bad = |part: &str| part.is_empty() || part == "." || part == "..";
        if path.starts_with('/') || path.contains(['\\', ':', '\0']) || path.split('/').any(bad) {
            notes.error(place, format!("`{path}` is not below the map's folder"), "leaves the folder", stays);
            return None;
        }
        if self.sources.len() >= FILES_MOST {
            notes.error(place, format!("this map names more than {FILES_MOST} files"), "one too many", stays);
            return None;
        }
        match (self.read)(path) {
            Ok(bytes) => self.parse(path, &bytes, notes),
            Err(why) => {
                let help = "paths are relative to the map's folder; write the file, or take this field away";
                notes.error(place, format!("`{path}` cannot be read: {why}"), "names this file", help);
                None
            }
        }
    }

    fn parse(&mut self, file: &str, bytes: &[u8], notes: &mut Notes) -> Option<Arc<Node>> {
        let file: Arc<str> = Arc::from(file);
        let shown = bytes.get(..FILE_LIMIT).map_or_else(|| String::from_utf8_lossy(bytes), |_| "".into());
        self.sources.push(Source::new(file.clone(), shown.as_ref()));
        let (node, problems) = parse_tree(&file, bytes);
        notes.extend(problems);
        node.map(Arc::new)
    }

    /// Reads and compiles a mapping that is named at `place`.
    pub fn mapping(
        &mut self,
        path: &str,
        place: &Place,
        for_what: MappingUse,
        notes: &mut Notes,
    ) -> Option<Mapping> {
        let tree = self.named(path, place, notes)?;
        Mapping::compile(path, &tree, for_what).map_err(|problems| notes.extend(problems)).ok()
    }

    /// A mapping's file as the hash of the map sees it.
    pub fn canonical(&self, path: &str) -> String {
        self.trees.get(path).and_then(Option::as_ref).map(|it| canonical(it)).unwrap_or_default()
    }

    /// Takes a literal secret out of the text that will be shown with problems.
    pub fn mask(&mut self, place: &Place) {
        self.secrets.push(place.clone());
    }

    /// The files that were read, without the secrets that stood in them.
    pub fn into_sources(self) -> Sources {
        let mut sources = self.sources;
        for source in &mut sources {
            let mut secrets = self.secrets.iter().filter(|it| it.file == source.file).peekable();
            if secrets.peek().is_none() {
                continue;
            }
            let mut bytes = source.text().as_bytes().to_vec();
            for place in secrets {
                if let Some(secret) = bytes.get_mut(place.start..place.end) {
                    secret.fill(b'*');
                }
            }
            // Whole values are masked, so that no character is cut in two.
            *source = Source::new(source.file.clone(), String::from_utf8_lossy(&bytes).as_ref());
        }
        sources
    }
}
