package io.tidegate.srt.arq;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.srt.arq.Decision.Reason;
import io.tidegate.srt.arq.DecisionRecord.Event;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DecisionLogTest {
  private static final int RECORDS = 4_096;
  private final DecisionLog log = new DecisionLog();
  private final Link link = new SampleLink().link();

  @Test
  void aRecordComesBackAsItWasWritten() {
    Missing miss = new Missing(0x7fff_ffff, 1_000, 2_000, 3);
    miss.round = 2;
    log.append(Event.REPORTED, miss, Reason.LAST_CHANCE, 4, 17.5, link, 1_234_567_890_123L);
    DecisionRecord record = log.since(0, 10).getFirst();
    assertThat(record.position()).isZero();
    assertThat(record.nanos()).isEqualTo(1_234_567_890_123L);
    assertThat(record.sequence()).isEqualTo(0x7fff_ffff);
    assertThat(record.event()).isEqualTo(Event.REPORTED);
    assertThat(record.reason()).isEqualTo(Reason.LAST_CHANCE);
    assertThat(record.round()).isEqualTo(2);
    assertThat(record.copies()).isEqualTo(4);
    assertThat(record.slackMs()).isEqualTo(17.5);
    assertThat(record.rttMs()).isEqualTo(80);
    assertThat(record.lossForward()).isEqualTo(0.1f);
    assertThat(record.lossReverse()).isEqualTo(0.1f);
  }

  @Test
  void everyReasonAndEventHasACodeOfItsOwn() {
    for (Reason reason : Reason.values()) {
      assertThat(Reason.ofCode(reason.code())).isEqualTo(reason);
    }
    for (Event event : Event.values()) {
      assertThat(Event.ofCode(event.code())).isEqualTo(event);
    }
  }

  @Test
  void theOldestRecordsAreOverwritten() {
    for (int i = 0; i < RECORDS + 10; i++) {
      write(i);
    }
    List<DecisionRecord> all = log.since(0, Integer.MAX_VALUE);
    assertThat(log.position()).isEqualTo(RECORDS + 10);
    assertThat(log.forgotten()).isEqualTo(10);
    assertThat(all.getLast().sequence()).isEqualTo(RECORDS + 9);
    assertThat(all.getFirst().position()).isBetween(10L, 11L);
    assertThat(all).allMatch(record -> record.sequence() == record.position());
  }

  @Test
  void aReaderGetsWhatIsNewAndNoMoreThanItAsksFor() {
    for (int i = 0; i < 20; i++) {
      write(i);
    }
    assertThat(log.since(15, 3)).extracting(DecisionRecord::sequence).containsExactly(15, 16, 17);
    assertThat(log.since(20, 3)).isEmpty();
    assertThat(log.since(1_000, 3)).isEmpty();
  }

  @Test
  void aReaderThatIsOvertakenSeesNoTornRecord() throws InterruptedException {
    AtomicReference<DecisionRecord> torn = new AtomicReference<>();
    Thread reader =
        Thread.ofPlatform()
            .start(() -> {
              while (log.position() < 300_000 && torn.get() == null) {
                for (DecisionRecord record : log.since(0, Integer.MAX_VALUE)) {
                  boolean whole =
                      record.sequence() == record.position() && record.nanos() == record.position();
                  if (!whole) {
                    torn.set(record);
                  }
                }
              }
            });
    for (int i = 0; i < 300_000; i++) {
      write(i);
    }
    reader.join();
    assertThat(torn.get()).isNull();
  }

  private void write(int number) {
    Missing miss = new Missing(number, 0, 0, 1);
    log.append(Event.REPORTED, miss, Reason.FIRST, 1, 0, link, number);
  }
}
