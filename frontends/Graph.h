//===- Graph.h - Which layer feeds which ----------------------------------===//
//
// A description with every reference resolved: a flat list of layers in an
// order in which they can be computed.
//
//===----------------------------------------------------------------------===//

#ifndef COCC_FRONTENDS_GRAPH_H
#define COCC_FRONTENDS_GRAPH_H

#include "frontends/NetworkDescription.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace cocc::frontends {

/// A layer and the nodes that feed it. A sequential is fed by its last layer
/// and is that layer's value; a residual by its branch and its input; a
/// parallel by its branches.
struct GraphNode {
  const Layer *layer = nullptr;
  std::string path;
  std::vector<unsigned> inputs;
};

struct Graph {
  /// The network's inputs, in their order, are the first nodes.
  std::vector<GraphNode> nodes;
  /// The nodes, each behind those that feed it, without the inputs. Of those
  /// that may be fed by later ones, in the order of the file.
  std::vector<unsigned> order;
  /// The nodes whose values leave the network.
  std::vector<unsigned> outputs;
};

/// Refers to the layers of `network`, some of which may be fed by layers that
/// come later. Says in `problem` what is wrong where it returns nothing.
std::optional<Graph>
buildGraph(const NetworkDescription &network,
           llvm::function_ref<bool(const Layer &)> takesLaterFrames,
           Problem &problem);

} // namespace cocc::frontends

#endif // COCC_FRONTENDS_GRAPH_H
