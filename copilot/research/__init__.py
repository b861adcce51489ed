"""Research: a plan of questions, their answers, and the cited report that is made of them."""
