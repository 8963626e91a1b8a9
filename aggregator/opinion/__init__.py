"""A second opinion on an article: the question that is put to a language model, and its answer, checked against the text. Pure; no network.

settings + article -> question (JSON) -> … -> answer (JSON) -> Answer, or OpinionError: it quotes or names what does not stand in the text
"""
