package io.tidegate.cluster.owner;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.OptionalInt;
import java.util.Set;

/// Weighted rendezvous hashing (Thaler and Ravishankar 1998; weights by the logarithmic method,
/// Schindelhauer and Schomaker 2005): each key has its own order of the nodes, so that of a node
/// that goes only its own keys move, and to one that comes only those that it is to have. All nodes
/// come to the same answer without asking each other. Stateless.
public final class Rendezvous {
  // FNV-1a of 64 bits (RFC 9923 §5)
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  /// So many bits a `double` holds exactly.
  private static final int MANTISSA = 53;

  private Rendezvous() {}

  /// The node of a key.
  ///
  /// @param labels the node has to carry all of them
  /// @return empty when no node may have it; one that drains only where no other may
  public static OptionalInt choose(
      String key, Set<String> labels, Collection<Candidate> candidates) {
    int best = -1;
    double highest = 0;
    boolean bestDrains = true;
    long hash = hash(key);
    for (Candidate one : candidates) {
      if (one.weight() > 0 && one.labels().containsAll(labels)) {
        double score = score(hash, one);
        boolean stays = bestDrains && !one.draining();
        boolean equal = bestDrains == one.draining();
        if (best < 0
            || stays
            || (equal && (score > highest || (score == highest && one.node() < best)))) {
          best = one.node();
          highest = score;
          bestDrains = one.draining();
        }
      }
    }
    return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
  }

  /// Positive, the higher the better.
  private static double score(long hash, Candidate one) {
    long mixed = mix(hash ^ mix(one.node()));
    double unit = ((mixed >>> (Long.SIZE - MANTISSA)) + 0.5) / (1L << MANTISSA);
    return one.weight() / -Math.log(unit);
  }

  private static long hash(String key) {
    long hash = OFFSET;
    for (byte one : key.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (one & 0xff)) * PRIME;
    }
    return hash;
  }

  /// Each bit of the result depends on each of the argument: the finaliser of SplitMix64.
  private static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
