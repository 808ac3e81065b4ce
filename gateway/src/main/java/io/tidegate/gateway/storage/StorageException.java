package io.tidegate.gateway.storage;

import io.tidegate.media.Nullable;

/// Something could not be stored, read or deleted. The message is one line for the operator,
/// without secrets.
public final class StorageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Kind kind;
  private final String advice;

  /// Whose turn it is.
  public enum Kind {
    /// It does not answer, or has no time; later it may.
    UNREACHABLE("See the network, the address and the certificate, and whether the server runs."),
    /// It says no to us: keys, rights, the bucket, the clock.
    REFUSED("See the keys, what they may do, and the names of bucket and region."),
    /// The clocks differ by more than the server bears.
    CLOCK("Let this machine keep time by NTP: signatures say when they were made."),
    /// There is no such object.
    ABSENT("It was deleted, or never came."),
    /// The file on this machine is gone, or another one by now.
    LOCAL("See who deletes or changes the files that wait for their upload."),
    /// The disk, the quota or the queue has no room.
    FULL("Make room, or give it more."),
    /// What is stored there is not what was sent.
    CORRUPT("It is sent again; see the network, proxies and the server's disks."),
    /// Something else that trying again may not change.
    FAILED("See the message.");

    private final String advice;

    Kind(String advice) {
      this.advice = advice;
    }

    /// Whether everything else for the same profile would fail, too.
    boolean concernsProfile() {
      return switch (this) {
        case UNREACHABLE, REFUSED, CLOCK, FULL -> true;
        case ABSENT, LOCAL, CORRUPT, FAILED -> false;
      };
    }
  }

  public StorageException(Kind kind, String message) {
    this(kind, message, kind.advice, null);
  }

  public StorageException(Kind kind, String message, Throwable cause) {
    this(kind, message, kind.advice, cause);
  }

  /// @param advice what to do about it
  public StorageException(Kind kind, String message, String advice, @Nullable Throwable cause) {
    super(message.replaceAll("\\p{Cntrl}+", " "), cause);
    this.kind = kind;
    this.advice = advice;
  }

  public Kind kind() {
    return kind;
  }

  /// What to do about it, a sentence.
  public String advice() {
    return advice;
  }
}
