//! Who is in which group, directly and through other groups.
//!
//! Ranks flow from groups to members, each node once, so that it takes as long as there are memberships. A member of a
//! group that the file does not hold is *open*: what that group is in turn a member of cannot be known.

use crate::account::Privilege;
use rustc_hash::FxHashMap;
use std::collections::VecDeque;

/// Groups named in a reason, from the account's own to the one that gives the right.
const STEPS: usize = 5;

/// An entry or something that an entry refers to.
pub(crate) type Node = u32;

/// What membership gives an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Standing {
    /// A well-known group, and the way to it.
    Ranked(Privilege, String),
    /// All groups are known and none gives more.
    Normal,
    /// Some group is not in the file.
    Open,
}

#[derive(Default)]
pub(crate) struct Graph {
    ids: FxHashMap<Box<str>, Node>,
    nodes: Vec<NodeData>,
}

#[derive(Default)]
struct NodeData {
    /// Name to show.
    name: Option<Box<str>>,
    /// The file holds it, with all its members.
    known: bool,
    rank: Option<Privilege>,
    members: Vec<Node>,
    /// Direct groups.
    groups: Vec<Node>,
    /// The group through which the rank came.
    from: Option<Node>,
    open: bool,
}

impl Graph {
    /// The node of this identifier.
    pub(crate) fn node(&mut self, id: &str) -> Node {
        if let Some(node) = self.ids.get(id) {
            return *node;
        }
        let node = self.nodes.len() as Node;
        self.nodes.push(NodeData::default());
        self.ids.insert(id.into(), node);
        node
    }

    fn data(&mut self, node: Node) -> Option<&mut NodeData> {
        self.nodes.get_mut(node as usize)
    }

    /// The file holds this entry.
    pub(crate) fn hold(&mut self, node: Node, name: &str, rank: Option<Privilege>) {
        if let Some(data) = self.data(node) {
            data.name = Some(name.into());
            data.known = true;
            data.rank = data.rank.max(rank);
        }
    }

    /// Gives a name and rank to what the file only refers to.
    pub(crate) fn name(&mut self, node: Node, name: &str, rank: Option<Privilege>) {
        if let Some(data) = self.data(node)
            && !data.known
        {
            data.name = Some(name.into());
            data.rank = data.rank.max(rank);
        }
    }

    pub(crate) fn holds(&self, node: Node) -> bool {
        self.nodes.get(node as usize).is_some_and(|data| data.known)
    }

    /// `member` is directly in `group`.
    pub(crate) fn join(&mut self, member: Node, group: Node) {
        if let Some(data) = self.data(group) {
            data.members.push(member);
        }
        if let Some(data) = self.data(member) {
            data.groups.push(group);
        }
    }

    /// Lets ranks and gaps flow down. To be called once, when everything is known.
    pub(crate) fn settle(&mut self) {
        for privilege in [Privilege::Highest, Privilege::Special] {
            let mut queue: VecDeque<Node> =
                (0..self.nodes.len() as Node).filter(|n| self.rank(*n) == Some(privilege)).collect();
            while let Some(group) = queue.pop_front() {
                for i in 0..self.nodes[group as usize].members.len() {
                    let member = self.nodes[group as usize].members[i];
                    let data = &mut self.nodes[member as usize];
                    if data.rank.is_none_or(|known| known < privilege) {
                        data.rank = Some(privilege);
                        data.from = Some(group);
                        queue.push_back(member);
                    }
                }
            }
        }
        let mut queue: VecDeque<Node> =
            (0..self.nodes.len() as Node).filter(|n| !self.nodes[*n as usize].known).collect();
        while let Some(group) = queue.pop_front() {
            for i in 0..self.nodes[group as usize].members.len() {
                let member = self.nodes[group as usize].members[i];
                let data = &mut self.nodes[member as usize];
                if !data.open {
                    data.open = true;
                    queue.push_back(member);
                }
            }
        }
    }

    fn rank(&self, node: Node) -> Option<Privilege> {
        self.nodes.get(node as usize)?.rank
    }

    /// What an account has, after [`Graph::settle`].
    pub(crate) fn standing(&self, node: Node) -> Standing {
        let Some(data) = self.nodes.get(node as usize) else { return Standing::Open };
        match data.rank {
            Some(rank) => Standing::Ranked(rank, self.way(node)),
            None if data.open => Standing::Open,
            None => Standing::Normal,
        }
    }

    /// The groups from a node's own to the one that gives the right.
    fn way(&self, node: Node) -> String {
        let mut way = String::new();
        let mut at = node;
        for step in 0..STEPS {
            let Some(from) = self.nodes.get(at as usize).and_then(|data| data.from) else { break };
            if step > 0 {
                way += " → ";
            }
            way += self.shown(from);
            at = from;
        }
        way
    }

    fn shown(&self, node: Node) -> &str {
        self.nodes.get(node as usize).and_then(|data| data.name.as_deref()).unwrap_or("?")
    }

    /// Names of the direct groups.
    pub(crate) fn groups(&self, node: Node) -> Vec<String> {
        let groups = self.nodes.get(node as usize).map(|data| data.groups.as_slice()).unwrap_or_default();
        groups.iter().map(|group| self.shown(*group).to_string()).collect()
    }
}
