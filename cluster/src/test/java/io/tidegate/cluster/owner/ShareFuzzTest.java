package io.tidegate.cluster.owner;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random orders, splits, merges, losses, restarts and news that come late or never: when all have
/// looked, all know the same, and of what was ordered for each node the last.
class ShareFuzzTest {
  private static final int NODES = 4;
  private static final int STEPS = 2_000;

  private final Random random = new Random();
  private final List<Side> sides = List.of(new Side(), new Side());
  private final List<Node> nodes = new ArrayList<>();
  private final Map<Integer, Long> last = new HashMap<>();
  private long now = 1_000_000;

  /// What the nodes of one side have together.
  private static final class Side {
    final Map<Integer, String> lines = new HashMap<>();
    final Map<Integer, Long> orders = new HashMap<>();
  }

  private static final class Node {
    final int number;
    ShareBook book;
    Side side;

    Node(int number, Side side) {
      this.number = number;
      this.side = side;
      this.book = new ShareBook(number, "1");
    }

    void look() {
      ShareBook.Difference lacks = book.compare(Map.copyOf(side.lines), Map.copyOf(side.orders));
      if (lacks.line()) {
        side.lines.put(number, book.line(number));
      }
      lacks.orders().forEach((node, order) -> side.orders.merge(node, order, ShareBook::later));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void allAgreeInTheEnd(long seed) {
    random.setSeed(seed);
    for (int number = 1; number <= NODES; number++) {
      nodes.add(new Node(number, sides.getFirst()));
    }
    for (int step = 0; step < STEPS; step++) {
      now += random.nextInt(3);
      step(nodes.get(random.nextInt(NODES)));
    }
    merge();
    nodes.forEach(Node::look);
    nodes.forEach(Node::look);
    for (Node node : nodes) {
      for (Node other : nodes) {
        assertThat(node.book.line(other.number))
            .as("seed %d: %d of %d", seed, node.number, other.number)
            .isEqualTo(other.book.line(other.number));
        assertThat(node.book.order(other.number))
            .as("seed %d: %d of %d", seed, node.number, other.number)
            .isEqualTo(last.getOrDefault(other.number, 0L));
      }
    }
  }

  private void step(Node node) {
    int other = 1 + random.nextInt(NODES);
    switch (random.nextInt(12)) {
      case 0 -> split();
      case 1 -> merge();
      case 2 -> lose(node.side);
      case 3 -> restart(node);
      case 4, 5 -> order(node, other);
      case 6, 7 -> hear(node, other);
      default -> node.look();
    }
  }

  private void order(Node node, int other) {
    long order = node.book.next(other, random.nextBoolean(), now++);
    node.side.orders.merge(other, order, ShareBook::later);
    boolean _ = node.book.heard(other, order);
    last.merge(other, order, ShareBook::later);
  }

  private static void hear(Node node, int other) {
    String line = node.side.lines.get(other);
    if (line != null) {
      boolean _ = node.book.heard(other, line);
    }
    long order = node.side.orders.getOrDefault(other, 0L);
    if (order != 0) {
      boolean _ = node.book.heard(other, order);
    }
  }

  /// With all who kept them, though those who know them look.
  private void lose(Side side) {
    side.lines.remove(1 + random.nextInt(NODES));
    side.orders.remove(1 + random.nextInt(NODES));
  }

  private void restart(Node node) {
    Map<Integer, Long> known = new HashMap<>();
    nodes.forEach(other -> known.put(other.number, node.book.order(other.number)));
    node.book = new ShareBook(node.number, Integer.toString(1 + random.nextInt(100)));
    node.look();
    Node another = nodes.get(node.number % NODES); // as long as another node is there
    known.forEach((other, order) -> {
      if (order != 0) {
        boolean _ = another.book.heard(other, order);
      }
    });
  }

  private void split() {
    if (nodes.stream().allMatch(node -> node.side == sides.getFirst())) {
      sides.getLast().lines.putAll(sides.getFirst().lines);
      sides.getLast().orders.putAll(sides.getFirst().orders);
      nodes.forEach(node -> node.side = sides.get(random.nextInt(2)));
    }
  }

  /// Lines of the bigger side stand, and the later of the orders.
  private void merge() {
    Side one = sides.getFirst();
    Side other = sides.getLast();
    other.lines.forEach(one.lines::putIfAbsent);
    other.orders.forEach((node, order) -> one.orders.merge(node, order, ShareBook::later));
    other.lines.clear();
    other.orders.clear();
    nodes.forEach(node -> node.side = one);
  }
}
