package io.tidegate.gateway.clip;

import io.tidegate.gateway.clip.ClipException.Kind;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;

/// One connection that sends to a clip. Any thread; the bytes are written on that of the clips.
///
/// 1. [#write], again and again, each after the one before is done;
/// 2. [#end] once, whole or cut off. With a checksum what is cut off is nothing.
public final class Upload {
  /// What a connection that breaks loses at most.
  private static final long COMMIT_BYTES = 16L << 20;

  private final Clips clips;
  private final String id;
  private final String name;
  private final UploadFile file;
  private final long length;
  private final Sum sum;
  private boolean closed;

  /// What the bytes have to be by.
  record Sum(@Nullable MessageDigest digest, Bytes expected) {}

  Upload(Clips clips, String id, String name, UploadFile file, long length, Sum sum) {
    this.clips = clips;
    this.id = id;
    this.name = name;
    this.file = file;
    this.length = length;
    this.sum = sum;
  }

  String id() {
    return id;
  }

  /// Complete when the bytes may be forgotten.
  public CompletableFuture<Boolean> write(byte[] bytes) {
    return clips.ask(() -> {
      if (closed) {
        throw new ClipException(Kind.ABSENT, "no clip " + name);
      }
      if (file.position() + bytes.length > length) {
        throw new ClipException(Kind.TOO_LARGE, "the clip was announced with " + length + " bytes");
      }
      file.write(ByteBuffer.wrap(bytes));
      clips.brought(bytes.length);
      MessageDigest digest = sum.digest();
      if (digest != null) {
        digest.update(bytes);
      } else if (file.position() - file.committed() >= COMMIT_BYTES) {
        file.commit();
        if (file.committed() < length) {
          clips.advanced(this, file.committed());
        }
      }
      return true;
    });
  }

  /// @param whole whether all came that was to come
  /// @return the clip, with as much as is there for good
  public CompletableFuture<Clip> end(boolean whole) {
    return clips.ask(() -> {
      if (closed) {
        throw new ClipException(Kind.ABSENT, "no clip " + name);
      }
      try {
        MessageDigest digest = sum.digest();
        boolean isMeant =
            digest == null || MessageDigest.isEqual(digest.digest(), sum.expected().toByteArray());
        if (whole && !isMeant) {
          throw new ClipException(Kind.CHECKSUM, "the checksum is another one");
        }
        if (whole || digest == null) {
          file.commit();
        }
        return clips.advanced(this, file.committed());
      } finally {
        cut();
      }
    });
  }

  /// Nobody writes any more. On the thread of the clips.
  void cut() throws IOException {
    clips.left(this);
    if (!closed) {
      closed = true;
      file.close();
    }
  }
}
