// A tree view over plain items, rebuilt whole whenever the run changes; VS Code keeps what is unfolded by id.
import {
  type Command,
  type Disposable,
  EventEmitter,
  type ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from 'vscode';

export interface Item {
  /** Unique in its tree and the same from run to run, so that what is unfolded and selected stays. */
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly tooltip?: string;
  readonly icon?: ThemeIcon;
  /** Words that `when` clauses of menus look for. */
  readonly context?: string;
  readonly command?: Command;
  /** Read out instead of title and description where the icon says more than they do. */
  readonly spoken?: string;
  readonly children?: readonly Item[];
  readonly folded?: boolean;
}

export interface Tree extends Disposable {
  readonly view: TreeView<Item>;
  refresh(): void;
}

export function createTree(viewId: string, items: () => readonly Item[]): Tree {
  const changed = new EventEmitter<undefined>();
  const view = window.createTreeView<Item>(viewId, {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getTreeItem,
      getChildren: (item) => [...(item === undefined ? items() : (item.children ?? []))],
    },
  });
  return {
    view,
    refresh: () => changed.fire(undefined),
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}

function getTreeItem(item: Item): TreeItem {
  const shown = new TreeItem(item.title, foldingOf(item));
  shown.id = item.id;
  if (item.description !== undefined) shown.description = item.description;
  if (item.tooltip !== undefined) shown.tooltip = item.tooltip;
  if (item.icon !== undefined) shown.iconPath = item.icon;
  if (item.context !== undefined) shown.contextValue = item.context;
  if (item.command !== undefined) shown.command = item.command;
  if (item.spoken !== undefined) shown.accessibilityInformation = { label: item.spoken };
  return shown;
}

function foldingOf(item: Item): TreeItemCollapsibleState {
  if (item.children === undefined || item.children.length === 0)
    return TreeItemCollapsibleState.None;
  return item.folded === true
    ? TreeItemCollapsibleState.Collapsed
    : TreeItemCollapsibleState.Expanded;
}
