package io.tidegate.cluster.tunnel;

import io.tidegate.cluster.pki.PrivateFiles;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/// The nodes that this one knows, itself among them, kept on the disk so that it finds them after a
/// restart. Questions from any thread; what changes it waits for the disk.
public final class PeerBook {
  private static final String FILE = "peers";

  private final PrivateFiles files;
  private final ReentrantLock changes = new ReentrantLock();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Map<Integer, Peer> byNumber = Map.of();

  private PeerBook(PrivateFiles files) {
    this.files = files;
  }

  /// Reads those that were known before; a damaged line is left out, since others tell it again.
  public static PeerBook open(PrivateFiles files) throws IOException {
    PeerBook book = new PeerBook(files);
    Map<Integer, Peer> read = new TreeMap<>();
    files
        .read(FILE)
        .ifPresent(text ->
            text.lines().forEach(line -> Peer.parse(line).ifPresent(p -> read.put(p.number(), p))));
    book.byNumber = Map.copyOf(read);
    return book;
  }

  /// Told after each change, by the thread that makes it.
  public void observe(Runnable listener) {
    listeners.add(listener);
  }

  public Optional<Peer> find(int number) {
    return Optional.ofNullable(byNumber.get(number));
  }

  /// By their numbers.
  public List<Peer> all() {
    return List.copyOf(new TreeMap<>(byNumber).values());
  }

  /// Adds one, or puts it in the place of the one with its number.
  public void put(Peer peer) throws IOException {
    putAll(List.of(peer));
  }

  /// As [#put], all of them at once; one of a lower revision than is known does not count.
  public void putAll(Collection<Peer> peers) throws IOException {
    change(all -> {
      boolean changed = false;
      for (Peer peer : peers) {
        @Nullable Peer before = all.get(peer.number());
        if (!peer.equals(before) && (before == null || before.revision() <= peer.revision())) {
          all.put(peer.number(), peer);
          changed = true;
        }
      }
      return changed;
    });
  }

  /// Does nothing where there is none.
  public void remove(int number) throws IOException {
    change(all -> all.remove(number) != null);
  }

  private void change(Predicate<Map<Integer, Peer>> edit) throws IOException {
    changes.lock();
    try {
      Map<Integer, Peer> all = new TreeMap<>(byNumber);
      if (!edit.test(all)) {
        return;
      }
      List<String> lines = new ArrayList<>();
      all.values().forEach(one -> lines.add(one.line() + "\n"));
      files.write(FILE, String.join("", lines));
      byNumber = Map.copyOf(all);
      listeners.forEach(Runnable::run);
    } finally {
      changes.unlock();
    }
  }
}
