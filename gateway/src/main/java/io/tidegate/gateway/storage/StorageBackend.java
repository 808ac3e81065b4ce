package io.tidegate.gateway.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A place where things are kept; a further kind is one more class.
///
/// Any thread, several at a time; each call waits for disk or network, so none comes from an event
/// loop.
public interface StorageBackend extends AutoCloseable {
  /// Puts a file there, in the place of what was there before; when this returns, it has been
  /// compared with what is there.
  ///
  /// An upload that was broken off goes on by what `memory` knows of it.
  Receipt store(ObjectPath path, Path file, TransferMemory memory)
      throws StorageException, InterruptedException;

  /// Reads some of an object; the caller closes it.
  ///
  /// @param from the first byte, 0 for the beginning
  /// @param length at most so many bytes, at least one
  Content open(ObjectPath path, long from, long length)
      throws StorageException, InterruptedException;

  /// Removes an object.
  void delete(ObjectPath path) throws StorageException, InterruptedException;

  /// What is there; empty for nothing.
  Optional<Receipt> find(ObjectPath path) throws StorageException, InterruptedException;

  /// Forgets an upload that was broken off and will not go on.
  void abandon(ObjectPath path, TransferMemory memory)
      throws StorageException, InterruptedException;

  /// Where an object lies on this machine's own disk, whether it is there or not; what is written
  /// there is stored. Empty for other places.
  default Optional<Path> place(ObjectPath path) {
    return Optional.empty();
  }

  /// An address that anybody may read or write the object at for a time; empty for places that have
  /// none.
  default Optional<URI> link(ObjectPath path, Access access, Duration valid) {
    return Optional.empty();
  }

  @Override
  void close();

  /// What an address allows.
  enum Access {
    GET,
    PUT
  }

  /// What lies there.
  ///
  /// @param bytes its size
  /// @param tag the entity tag, without quotation marks; empty for places without
  record Receipt(long bytes, String tag) {}

  /// Some of an object, to be closed.
  ///
  /// @param length of what the stream gives
  /// @param whole size of all of it
  record Content(InputStream stream, long length, long whole) implements Closeable {
    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
