package io.tidegate.cluster.tunnel;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// How many may be at their handshakes: strangers have a share, and of that a single address no
/// more than a part, so that they keep no node out. Any thread.
final class Handshakes {
  /// Each costs a thread and some 50 KiB.
  static final int MOST = 64;

  /// Of these, for addresses that no node is known to have.
  static final int STRANGERS = 16;

  static final int STRANGERS_OF_ONE_ADDRESS = 4;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<InetAddress, Integer> byAddress = new HashMap<>();
  private int nodes;
  private int strangers;

  /// A place, which is given back once.
  ///
  /// @param node whether a node has this address
  record Place(InetAddress address, boolean node) {}

  /// @return false when there is none
  boolean enter(Place place) {
    lock.lock();
    try {
      if (nodes + strangers >= MOST) {
        return false;
      }
      if (place.node()) {
        nodes++;
        return true;
      }
      int before = byAddress.getOrDefault(place.address(), 0);
      if (strangers >= STRANGERS || before >= STRANGERS_OF_ONE_ADDRESS) {
        return false;
      }
      strangers++;
      byAddress.put(place.address(), before + 1);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void leave(Place place) {
    lock.lock();
    try {
      if (place.node()) {
        nodes--;
        return;
      }
      strangers--;
      int left = byAddress.getOrDefault(place.address(), 0) - 1;
      if (left > 0) {
        byAddress.put(place.address(), left);
      } else {
        byAddress.remove(place.address());
      }
    } finally {
      lock.unlock();
    }
  }
}
