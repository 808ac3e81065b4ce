"""Streams that are published in the network of the machine, and how they are judged."""

import os
import signal
import subprocess
import time

from machine import waits

NAMES = ("rtmp", "srt", "rtsp")


def publish(machine, user):
    name, password = user.split(":")
    to = {
        "rtmp": ["-f", "flv", f"rtmp://127.0.0.1/live/rtmp?user={name}&pass={password}"],
        "srt": ["-f", "mpegts", f"srt://127.0.0.1:8890?streamid=publish:live/srt:{name}:{password}"],
        "rtsp": ["-f", "rtsp", "-rtsp_transport", "tcp", f"rtsp://{name}:{password}@127.0.0.1:8554/live/rtsp"],
    }
    return [encoder(machine, target) for target in to.values()]


def publisher(machine, key, user):
    """One stream of another name, over RTMP."""
    name, password = user.split(":")
    return encoder(machine, ["-f", "flv", f"rtmp://127.0.0.1/{key}?user={name}&pass={password}"])


def encoder(machine, target):
    """Calls again when it is sent away or not answered in time, as encoders do."""
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-bf", "0", "-g", "25", "-pix_fmt", "yuv420p", "-c:a", "aac", "-ar", "48000"]
    return subprocess.Popen(
        machine.beside("sh", "-c", 'while :; do "$@"; sleep 1; done', "sh",
                       "ffmpeg", "-nostdin", "-loglevel", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25",
                       "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", *coded, *target),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)  # fmt: skip


def end(publishers):
    for process in publishers:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def last(text):
    return (text.strip().splitlines() or ["nothing"])[-1]


def judge(report, machine, judges, part=4):
    for name in NAMES:
        there = waits(lambda name=name: machine.call(f"/live/{name}/index.m3u8")[0] == 200, 60)
        if not report.point(part, f"{name} is published", there, machine.call(f"/live/{name}/index.m3u8")[0]):
            continue
        for check, path in (("flv-check", f"/live/{name}.flv"), ("hls-check", f"/live/{name}/index.m3u8")):
            program = os.path.join(judges, check)
            if not os.path.exists(program):
                report.skip(part, f"{name} by {check}", "it is not here")
                continue
            done = subprocess.run(machine.beside(program, machine.web + path, "-n", "8"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
            report.point(part, f"{name} by {check}", done.returncode == 0, failed or last(done.stdout))


def picture(report, machine, part=4):
    """FFmpeg's child, with its bounds, decodes."""
    status, answer = machine.call("/live/rtmp.jpg", raw=True)
    report.point(part, "a child of FFmpeg makes a picture", status == 200 and answer[:2] == b"\xff\xd8", f"{status}, {len(answer)} bytes" if status == 200 else answer)


def flows(machine):
    """Bytes of a stream in five seconds."""
    command = machine.beside("curl", "-s", "-m", "5", machine.web + "/live/srt.flv")
    return len(subprocess.run(command, stdout=subprocess.PIPE).stdout)


def drains(machine):
    """Stops the gateway while somebody watches: how it ends for him."""
    viewer = subprocess.Popen(machine.beside("curl", "-s", "-N", "-o", "/dev/null", "-w", "%{size_download}", machine.web + "/live/rtmp.flv"),
                              stdout=subprocess.PIPE, text=True)  # fmt: skip
    time.sleep(3)
    begin = time.monotonic()
    result = machine.stop()
    took = time.monotonic() - begin
    size, _ = viewer.communicate(timeout=30)
    return {"clean": viewer.returncode == 0 and result == "success" and int(size) > 0, "exit": viewer.returncode, "bytes": size, "seconds": round(took, 1), "result": result}
