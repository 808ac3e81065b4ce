package io.tidegate.cluster.pki;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The nodes that are not trusted any more. It only grows: numbers are not given twice, so that two
/// nodes that were apart put theirs together and neither loses any. Kept on the disk.
///
/// Questions from any thread; what changes it waits for the disk.
public final class Revocations {
  private static final Logger log = LoggerFactory.getLogger(Revocations.class);
  private static final String FILE = "revoked";

  private final PrivateFiles files;
  private final ReentrantLock changes = new ReentrantLock();
  private final List<Consumer<Revocation>> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<Integer, Revocation> byNumber = Map.of();

  private Revocations(PrivateFiles files) {
    this.files = files;
  }

  /// Reads what was revoked before.
  public static Revocations open(PrivateFiles files) throws IOException {
    Revocations revocations = new Revocations(files);
    Map<Integer, Revocation> read = new TreeMap<>();
    for (String line : files.read(FILE).orElse("").lines().toList()) {
      Revocation one =
          Revocation.parse(line)
              .orElseThrow(() -> new IOException("the list of revoked nodes is damaged: " + line));
      read.put(one.number(), one);
    }
    revocations.byNumber = Map.copyOf(read);
    return revocations;
  }

  /// Told each new one, after it is on the disk, by the thread that adds it.
  public void observe(Consumer<Revocation> listener) {
    listeners.add(listener);
  }

  /// Whether this node was revoked.
  public boolean contains(int number) {
    return byNumber.containsKey(number);
  }

  /// What is known of it.
  public Optional<Revocation> find(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// In no order.
  public List<Revocation> all() {
    return List.copyOf(byNumber.values());
  }

  /// Revokes a node.
  ///
  /// @return false when it was before
  public boolean add(NodeName node, Instant now) throws IOException {
    return merge(List.of(new Revocation(node.number(), node.id(), now)));
  }

  /// Takes those of another node.
  ///
  /// @return whether any was new
  public boolean merge(Collection<Revocation> others) throws IOException {
    changes.lock();
    try {
      List<Revocation> fresh = others.stream().filter(one -> !contains(one.number())).toList();
      if (fresh.isEmpty()) {
        return false;
      }
      Map<Integer, Revocation> all = new TreeMap<>(byNumber);
      fresh.forEach(one -> all.putIfAbsent(one.number(), one));
      StringBuilder text = new StringBuilder();
      all.values().forEach(one -> text.append(one.line()).append('\n'));
      byNumber = Map.copyOf(all); // counts even if the disk is full
      try {
        files.write(FILE, text.toString());
      } finally {
        for (Revocation one : fresh) {
          log.info("node {} ({}) is revoked", one.number(), one.id());
          listeners.forEach(listener -> listener.accept(one));
        }
      }
      return true;
    } finally {
      changes.unlock();
    }
  }
}
