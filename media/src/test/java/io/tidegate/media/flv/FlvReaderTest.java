package io.tidegate.media.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.testing.Chunks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class FlvReaderTest {
  /// Moving what waits for every piece would take 350 GB of copies here.
  @Test
  @Timeout(60)
  void largeTagInSmallPiecesTakesLinearTime() throws Exception {
    Bytes body = Bytes.wrap(new byte[FlvReader.MAX_TAG_LENGTH]);
    ByteWriter file = new ByteWriter(body.length() + 64);
    file.write(FlvWriter.fileHeader(false, true));
    FlvWriter.write(new FlvTag(FlvTag.Type.VIDEO, 7, body), file);
    List<FlvTag> tags = new ArrayList<>();
    FlvReader reader = new FlvReader(tags::add);
    Chunks.feed(file.toBytes(), 100, reader::accept);
    assertThat(tags).hasSize(1);
    assertThat(tags.get(0).body()).isEqualTo(body);
  }
}
