package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.TransferMemory;
import io.tidegate.gateway.storage.s3.S3Options.Checksum;
import java.util.concurrent.atomic.AtomicLong;

/// Puts a piece there, and compares what the server says of it. Confined to the upload's thread.
record Sending(S3Client client, TransferMemory memory) {
  private static final String SHA256 = "x-amz-checksum-sha256";

  static Sending of(S3Client client, TransferMemory memory) {
    return new Sending(client, memory);
  }

  /// @return the piece's entity tag
  String send(S3Request request, Digests sum) throws StorageException, InterruptedException {
    Checksum checksum = client.options().transfers().checksum();
    S3Request whole = request.header("Content-MD5", sum.md5Base64());
    if (checksum == Checksum.SHA256) {
      whole = whole.header(SHA256, sum.sha256Base64());
    }
    AtomicLong sent = new AtomicLong();
    S3Answer answer;
    try {
      answer = client.ask(whole, sent);
    } finally {
      memory.sent(sent.get());
    }
    if (!answer.ok()) {
      throw answer.failure(client.now());
    }
    switch (checksum) {
      case ETAG ->
          Comparison.checkTag(
              answer.tag(), sum.md5Hex(), answer.header("x-amz-server-side-encryption"));
      case SHA256 -> Comparison.checkSum(answer.header(SHA256), sum.sha256Base64());
      case SIZE -> {
        // the server has compared the MD5
      }
    }
    return answer.tag();
  }
}
