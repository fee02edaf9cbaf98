"""Character tokens for languages without spaces between words: `python scripts.py`.

Generated sentences have a noun, an adverb and an opinion. The nouns of the test set do not occur in
training, so a model is right only if it finds the opinion within the sentence.
"""

from itertools import product
from random import Random

from seqtext.options import Settings
from seqtext.registry import ModelSpec
from seqtext.statistics.metrics import accuracy
from seqtext.tasks.classify.dataset import Dataset, Reading
from seqtext.tasks.classify.task import Classify
from seqtext.tasks.task import train
from seqtext.text.tokenizer import Tokenizer

# A frame, nouns of training, nouns of the test, adverbs, good, bad.
CHINESE = """{0}{1}{2}
电影 小说 房间 手机 老师 早餐 公园 电脑
音乐 衣服 餐厅 飞机 相机 故事 演员 司机
真的很 非常 特别 今天 总是
好看 不错 精彩 舒服 满意
难看 糟糕 无聊 失望 可怕"""
JAPANESE = """{0}は{1}{2}
映画 小説 部屋 電話 先生 朝食 公園 パソコン
音楽 洋服 レストラン 飛行機 カメラ 物語 俳優 運転手
とても すごく 本当に 今日は いつも
よかった 面白い すばらしい 好きだ 楽しい
ひどい つまらない 悪い 嫌いだ 残念だ"""
THAI = """{0}{2}{1}
หนัง นิยาย ห้อง โทรศัพท์ ครู อาหารเช้า สวน คอมพิวเตอร์
เพลง เสื้อ ร้าน เครื่องบิน กล้อง เรื่อง นักแสดง คนขับ
มาก จริงๆ ที่สุด วันนี้ เสมอ
ดี สนุก เยี่ยม สวย ชอบ
แย่ น่าเบื่อ ห่วย เลว ผิดหวัง"""
TOKENIZERS = (Tokenizer(version=1), Tokenizer(), Tokenizer("char"))


def sentences(language: str, nouns: int) -> Dataset:
    """All sentences of a line of nouns, 200 of each label, in random order."""
    frame, *lists = map(str.split, language.split("\n"))
    rows = list(product(lists[nouns], lists[2], lists[3] + lists[4]))
    Random(nouns).shuffle(rows)
    labels = tuple("good" if judgement in lists[3] else "bad" for _, _, judgement in rows)
    return Dataset(tuple(frame[0].format(*row) for row in rows), labels)


def score(language: str, model: str, tokenizer: Tokenizer) -> float:
    """Accuracy on the nouns of the test; a fifth of the training sentences choose C."""
    data, test = sentences(language, 0), sentences(language, 1)
    train_set, dev = data.select(range(80, 400)), data.select(range(80))
    arguments = (
        ModelSpec.parse(model),
        train_set,
        dev,
        Reading(tokenizer),
        Settings(),
        0,
        lambda _: None,
    )
    classifier = train(Classify(), *arguments)[0]
    predicted = classifier.log_probabilities(classifier.encode(test.texts)[0]).argmax(1)
    return float(accuracy(test.gold(classifier.labels), predicted))


for name, language in (("Chinese", CHINESE), ("Japanese", JAPANESE), ("Thai", THAI)):
    scores = [f"{score(language, 'bow:1', tokenizer):.1%}" for tokenizer in TOKENIZERS]
    print("|", name, "|", " | ".join(scores), "|", flush=True)
